# What is told of files, computers and lists, as polite sentences.

archive =
    .cant-be-unpacked = これ以上展開できません: { $error }。再度入手するか、展開してフォルダーを指定してください
    .climbing-name = 名前がアーカイブの外を指しています。ここではディスクに展開しませんが、ほかの場所で開くときは注意してください
    .files-unread = アーカイブ内のファイル { $files } 個のうち { $unread } 個を読み取れませんでした
    .hidden-file = キャビネット内で、{ $name } という別のファイルが先にあり、このファイルを隠しています。別のプログラムで展開してフォルダーを指定してください
    .list-gone = アーカイブが途切れているか破損しており、ファイルの一覧がありません。先頭から読める範囲で読み取ります。アーカイブを再度入手してください
    .needs-password = 暗号化されています。--password でパスワードを指定してください
    .nested = { $depth } 重のアーカイブの中にあるので、開きませんでした。展開するか、--max-nesting を増やしてください
    .no-log-in-it = { $others ->
            [0] このアーカイブには何も入っていません
           *[other] このアーカイブにイベント ログはなく、ほかのファイルが { $others } 個あるだけです
        }
    .other-method = ここでは対応していない方式 { $method } で圧縮されています。展開してフォルダーを指定してください
    .other-password = 暗号化されており、パスワードが違います
    .reader-fails = 破損しているため読み取り処理が失敗します。再度入手するか、展開してフォルダーを指定してください
    .same-names = アーカイブに同じ名前のファイルがあります。それぞれ最後のものだけを読み取ります
    .too-dense = 展開すると圧縮時の { $limit } 倍を超えるので (圧縮爆弾の特徴)、それ以上は読み取りませんでした。圧縮爆弾でなければ --max-ratio を増やしてください
    .too-large = 展開すると { $limit } を超えるので、それ以上は読み取りませんでした。圧縮爆弾でなければ --max-entry を増やしてください
    .too-much = アーカイブ全体を展開すると { $limit } を超えるので、それ以降は読み取りませんでした。圧縮爆弾でなければ --max-unpacked を増やしてください
    .too-much-memory = 展開に { $limit } を超えるメモリが必要です。展開してフォルダーを指定するか、--max-held を増やしてください
    .unreadable = アーカイブを読み取れません: { $reason }。再度入手するか、展開してフォルダーを指定してください

chunk =
    .beginning-overwritten = チャンクの先頭が上書きされています。その後ろに完全なレコードが { $count } 件あり、先頭部分の名前やテンプレートが不要なものだけを読み取ります
    .cut = ファイルがこのチャンクの途中で終わっています。完全なレコードは { $declared } 件中 { $whole } 件です
    .cut-in-free-space = ファイルがこのチャンクの末尾の未使用部分で終わっています。失われたレコードはありません
    .declares-none = チャンク ヘッダーのレコード数はまだ 0 ですが、後ろに { $count } 件あるので読み取ります
    .first-bytes = チャンクの先頭のバイトが上書きされています。レコードは読み取りますが、「無害」の根拠にはしません
    .header-checksum = チャンク ヘッダーのチェックサムが一致しません。レコードは「無害」の根拠にはしません
    .header-damaged = チャンク ヘッダーが破損しています。レコードはたどれる範囲で読み取ります
    .looks-different = レコード { $record } の見かけとデコード結果が異なります。volsift の不具合として報告してください
    .not-decoded = チャンクをデコードできません: { $reason }
    .older-header = チャンク ヘッダーがレコードより古く、宣言された数の後ろに { $extra } 件あるので読み取ります
    .records-checksum = チャンクのレコードのチェックサムが一致しません。読み取りますが、「無害」の根拠にはしません
    .records-unreadable = レコード { $declared } 件のうち { $missing } 件を読み取れませんでした
    .records-unreadable-first = レコード { $declared } 件のうち { $missing } 件を読み取れませんでした。最初のもの: { $first }
    .string-table = チャンクの文字列テーブルが壊れているので、使用しませんでした ({ $reason })

computer =
    .are-two = { $short } と { $full } は別のコンピューターです。同じ時刻に、同じ ID で異なるレコードがログにあります
    .copies-differ = { $channel } のレコード { $record } に、破損していないのに内容の異なるコピーが 2 つあります。両方を考慮します
    .may-be-one = { $short } と { $full } は同じコンピューターの可能性がありますが、レコード ID では確認できないので、分けて扱います。両方の名前のログで、重なるか連続するものがあれば確認できます
    .name-reused = { $name } はあるコンピューターの以前の名前で、後に別のコンピューターの名前になっています。分けて扱います
    .none = { $name } のログがありません。これらのログにコンピューターはありません
    .others = { $name } のログがありません。あるのは次のものです: { $known }
    .several-called = 以前 { $name } という名前だったコンピューターが複数あります: { $computers }。その名前しかないログは分けて扱います
    .two-of-one-name = { $channel } の複数のログに、同じ時刻の同じ ID で異なるレコードがあります。同じ名前のコンピューターが 2 台あるか、時計を戻してコンピューターを再セットアップしています。その時刻のものは信頼しません。コンピューターごとにログを指定してください
    .zone-unknown = タイム ゾーン "{ $zone }" はどの表にもありません。標準のオフセットを使うので、夏の現地時刻が 1 時間ずれる可能性があります。--tz でタイム ゾーンを指定してください

context =
    .no-tools-list = ボリューム名がありますが、ホストのボリュームを一覧するツールの形式ではないので、使用しません。一覧であれば --mountvol で指定してください
    .several-timeouts = ログと一緒にあるファイルの CreateTimeout の値が一致しないので、どれも使用しません。--create-timeout で正しい値を指定してください
    .zero-timeout = CreateTimeout が 0 に設定されており、時間として無効なので使用しません

event-list =
    .holds = { $errors ->
            [0] volsnap 27 は含まれていないようです
           *[other] volsnap 27 が { $errors } 件含まれているようです
        }
    .holds-at = volsnap 27 が { $errors } 件含まれているようです ({ $time })
    .holds-between = volsnap 27 が { $errors } 件含まれているようです ({ $first } ～ { $last }、表記のまま)
    .is-list = { $form ->
            [viewer-tabs] イベント ビューアーで保存したタブ区切りテキスト
            [viewer-csv] イベント ビューアーで保存した CSV{" "}
            [powershell-csv] PowerShell でエクスポートした CSV{" "}
            [wevtutil] "wevtutil qe /f:text" で出力したテキスト
            [list] PowerShell のリスト表示
            [table] PowerShell の表形式の表示
            [json] JSON{" "}
           *[clixml] PowerShell でエクスポートした CLIXML{" "}
        }のイベント一覧です。{ $seems }。このようなテキストには、ステータス、レコード ID、または正確な時刻がないので、判定には使いません。ログ自体を入手してください: wevtutil epl System C:\System.evtx

evtx-file =
    .chunks-beyond-end = ヘッダーが宣言する { $declared } 個の後ろにチャンクが { $count } 個あるので、読み取ります
    .cut-in-chunk-header = ファイルがこのチャンクのヘッダーの途中で終わっています
    .cut-in-header = ファイルがファイル ヘッダーの途中 ({ $bytes } バイト) で終わっており、レコードは残っていません
    .cut-off = ファイルが途切れています。チャンク { $chunks } 個のうち { $present } 個しかありません。ファイル全体を入手するか、wevtutil epl でエクスポートし直してください
    .dirty = ログが使用中のまま (ダーティの状態で) コピーされているので、ヘッダーがレコードより古い可能性があります
    .ends-in-chunk = ファイルがチャンクの途中で終わっており、チャンクの総数もヘッダーに記録されていません
    .header-checksum = ファイル ヘッダーのチェックサムが一致しません。ヘッダーの値は参考程度です
    .header-counts-more = ファイル ヘッダーのレコード数が、最後のチャンクにある数より { $count } 件多くなっています
    .header-overwritten = ファイルの先頭のバイトが上書きされています ({ $error })。チャンクは読み取ります
    .no-chunk = チャンクではありません。先頭のバイトもレコードも本来の位置にありません
    .none-left = 破損したファイル ヘッダーの後ろに、チャンクが残っていません
    .not-given = ディスクからファイルのこの部分を読み取れません
    .overlapping-chunk = ファイル内の別のチャンクと同じレコードがあります。ログの別の周回のものか、別のチャンクの位置にあります
    .records-behind-empty-header = レコード数 0 のチャンク ヘッダーの後ろに、レコード { $first } ～ { $last } があります。ファイル ヘッダーが確定していないので、古いレコードか最後のレコードかを区別できません。--recover で表示できます
    .unknown-version = 形式のバージョン { $major }.{ $minor } は未知です。3.1 として読み取ります
    .zeros = チャンクの中身がすべて 0 です

export =
    .cut-in-event = エクスポートがイベントの途中で途切れています。再度入手してください
    .cut-in-event-behind = エクスポートがレコード { $record } の後で、イベントの途中で途切れています。再度入手してください
    .cut-in-root = エクスポートが途切れており、最後の行がありません。再度入手してください
    .cut-in-root-behind = エクスポートがレコード { $record } の後で途切れており、最後の行がありません。再度入手してください
    .events-unreadable = イベント { $count } 件を読み取れませんでした。最初のもの: { $first }
    .reason = { $reason }
    .reason-behind = レコード { $record } の後: { $reason }

file =
    .cant-be-read = 読み取れません: { $error }
    .cant-be-searched = 検索できません: { $error }
    .empty = ファイルが空です。wevtutil epl などでログをエクスポートし直してください
    .left-aside = フォルダーまたはアーカイブ内のほかのファイル { $count } 個はイベント ログではないので、使用しませんでした
    .legacy-evt = Windows XP または Server 2003 のイベント ログ (.evt) で、このプログラムは対応していません。Windows コンピューターで変換してください: wevtutil epl /lf:true OLD.evt NEW.evtx
    .no-log = イベント ログではありません。先頭が "ElfFile" ではありません
    .other-archive = { $what } です。展開してフォルダーを指定してください
    .some-text = イベントのエクスポートでも、ボリュームの一覧でも、レジストリの SPP キーでもないテキストです
    .trace = イベント トレース (.etl) で、イベント ログではありません。Windows コンピューターで変換してください: tracerpt TRACE.etl -o EVENTS.evtx -of EVTX
    .unaccounted = 中のファイル { $count } 個が、読み取りも報告もされていません。このプログラムの不具合です。展開して 1 つずつ指定してください

list =
    .in = { $list }
    .made-in-run = ファイルの時刻から見て、{ $computer } の実行 S{ $run } の最中か直後に作成されたようです。ドライブ文字のないボリュームは、バックアップが接続したものである可能性があり、証明になりません。バックアップの実行中でないときに作成し直してください
    .malformed-guid = "{ $text }" は完全なボリューム GUID (32 桁) ではないので、その行は使用しません
    .named-in = { $list } の { $name }
    .no-volume = ボリュームが 1 つもないので、指定されなかったものとして扱います。バックアップの実行中でないときに、ホストで "mountvol > mountvol.txt" を実行してください
    .of-shadow-copies = ドライブ文字のないボリュームがシャドウ コピーの元として記載されています。実行中のバックアップが接続したものである可能性があるので、ホスト自身のボリュームとは見なしません。バックアップの実行中でないときの mountvol でわかります
    .same-last-block = 末尾のブロックが { $name } と同じ
    .several-hosts = { $host } は { $computers } のどれでもありうるので、このボリュームの一覧をすべてに使います。一覧にないことは証明になりません
    .unknown-host = { $host } という名前のコンピューターのログがないので、このボリュームの一覧は不明なホストのものとして扱います。一覧にあるボリュームはどのコンピューターでも常設と見なし、一覧にないことは証明になりません
    .unreadable = ボリュームの一覧を読み取れません: { $error }

manifest =
    .archive-failed = マニフェストによると、{ $channel } のアーカイブされたログがありましたが、収集できませんでした
    .cut = 収集のマニフェストですが、途中で切れているか、新しいスクリプトのものです。内容は使用しません
    .differ = 2 つのマニフェストの内容が { $channels } について異なるので、どちらも使用しません
    .does-not-fit = 収集のマニフェストですが、同じ場所の { $file } と一致しません。書き換えられたか、別の収集のものなので、内容は使用しません
    .engine-ran = 収集中に Windows Server バックアップのエンジンが動作していました。同じ場所の一覧にあるドライブ文字のないボリュームは、バックアップのものである可能性があります。バックアップの実行中でないときに、もう一度収集してください
    .foreign = { $host } での収集のマニフェストですが、同じ場所にそのコンピューターのログはないので、内容は使用しません
    .holds-it = マニフェストでは { $channel } はないことになっていますが、このログは指定されたものの中にあるので、その記載は使用しません
    .list-differs = マニフェストではこのテキストは { $size } バイトですが、一致しません。途中で切れているか、書き換えられています。一覧にないボリュームもホスト自身のものである可能性があります
    .lacks-file = マニフェストにある { $file } が同じ場所にありません。スクリプトが作成したファイル全体を入手してください
