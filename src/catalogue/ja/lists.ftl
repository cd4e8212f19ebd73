# What was sent, and the timeline.

around =
    .near = { $record } ({ $time })
    .no-channel = { $citation } というレコードはありません。重要なレコードがあるのは { $known } です
    .no-id = 重要なレコードに { $citation } はありません。近いもの: { $near }
    .nothing = { $citation } というレコードはありません。重要なレコードは 1 件も読み取られていません
    .several = { $citation } は次のそれぞれのレコードです: { $computers }。--computer で 1 台に絞れます

chronicle =
    .asked-by = 要求元 { $program }
    .because = { $cause }
    .checksum-failed = チャンクのチェックサムが不正
    .clock = { $old } から { $new } へ
    .code = { $code } { $says }
    .detail = 詳細 { $code } { $says }
    .device = デバイス { $device }
    .disk = ディスク { $number }
    .disk-left = ディスクは切断済み
    .error = エラー { $number }
    .file = ファイル { $file }
    .gap = { $channel } ログは { $until } まで信頼できません: { $cause ->
            [unreadable] 読み取れないレコードあり
            [cleared] 消去
            [recreated] 作り直し
            [two-logs] 同じ ID で内容の異なるログが 2 つ
            [checksum] チェックサムが不正なレコードあり
            [clock-set] 時計の変更
           *[record-id-jump] レコードの上書きまたはエクスポート漏れ
        }
    .gap-between = { $until } までの { $channel } ログのレコード { $missing } 件が{ $cause ->
            [unreadable] 読み取り不能
            [cleared] 消去
           *[record-id-jump] 欠落 (上書きまたはエクスポート漏れ)
        }
    .held-by = 使用中のプログラム { $program }
    .incomplete = 渡されたもののすべては読み取れなかったので、抜けている行があるかもしれません。詳細は volsift inspect で確認できます
    .inside-image = { $run }のイメージ内
    .io-took = 所要時間 { $duration }
    .legend = > 実行の開始、< 終了、* volsnap 27、- ディスクの切断、+ 仮想ディスクの接続、^ コンピューターの起動または停止、~ ログにない時間、[ ログの先頭、] 末尾、! 要確認
    .log-begins = { $channel } ログの先頭 (レコード { $records } 件)
    .log-begins-in-damage = { $channel } ログの先頭 (破損あり)。これより前は読み取れません
    .log-ends = { $channel } ログの末尾
    .log-ends-in-damage = { $channel } ログの末尾 (途中で切れている可能性あり)。これより後は読み取れません
    .machine = 仮想マシン { $name }
    .model = 型番 { $model }
    .named = { $name }
    .noise = { $run }から切断されたディスクのノイズ
    .nothing = 指定された時間に、重要なレコードはありません
    .of-product-run = 実行 P{ $number }
    .of-run = 実行 S{ $number }
    .product-run = 実行 P{ $number }
    .record = { $event }: { $says }
    .record-with = { $event }: { $says } ({ $more })
    .recovered = 未使用領域から復元
    .renamed = { $old } から { $new } へ
    .run = 実行 S{ $number }
    .run-does-not-start = { $product } の{ $run }: { $how }
    .run-ends = { $run }の終了: { $how }
    .run-last-heard = { $run }の最後の記録: 終了不明
    .run-starts = { $product } の{ $run }の開始
    .run-starts-of = { $product } の{ $run }の開始: { $subject }
    .run-starts-unseen = { $product } の{ $run }の開始 (後のレコードによる)
    .service-runs = { $name } の実行中
    .service-stopped = { $name } の停止
    .state = 状態 { $state }
    .target = ターゲット { $target }
    .took = 所要時間 { $duration }
    .volsnap27 = { $event }: { $volume } のシャドウ コピーの中止、{ $status } ({ $verdict })
    .volsnap27-no-volume = { $event }: ボリュームのシャドウ コピーの中止、{ $status } ({ $verdict })
    .volsnap27-not-logged = { $event }: 記録できなかった volsnap 27。{ $volume } のシャドウ コピーの中止、{ $status } ({ $verdict })
    .volume = ボリューム { $volume }

content =
    .bzip2 = bzip2 アーカイブ
    .lzh = LZH アーカイブ
    .arj = ARJ アーカイブ
    .lzip = 圧縮ファイル (.lz)
    .lz4 = 圧縮ファイル (.lz4)
    .lzma = 圧縮ファイル (.lzma)
    .compress = 圧縮ファイル (.Z)
    .self-extracting = ほかのものの後ろにあるアーカイブ
    .split-archive = 分割されたアーカイブの一部
    .mail = 添付ファイルのあるメール
    .cab = キャビネット
    .clixml = PowerShell のオブジェクト (CLIXML)
    .collection = 収集のマニフェスト
    .compound = Office、メール、インストーラーなどの文書 (OLE)
    .crash-dump = クラッシュ時のメモリ ダンプ
    .create-timeout = レジストリの SPP キー (CreateTimeout)
    .database = ESE データベース
    .disk-image = ディスク イメージ (.vhd、.vhdx、.wim)
    .empty = 空のファイル
    .etl = イベント トレース (.etl)
    .event-list = テキスト形式のイベント一覧
    .evt = Windows XP または Server 2003 のイベント ログ (.evt)
    .evtx = イベント ログ
    .executable = プログラムまたはライブラリ
    .gzip = 圧縮ファイル (.gz)
    .html = Web ページ
    .json = JSON ファイル
    .link = ショートカット (.lnk)
    .other = その他の種類のファイル
    .other-xml = イベントのない XML
    .packets = パケット キャプチャ
    .pdf = PDF 文書
    .picture = 画像
    .prefetch = プリフェッチ ファイル
    .rar = RAR アーカイブ
    .registry-export = レジストリのエクスポート
    .registry-hive = レジストリ ハイブ
    .report = このプログラムのレポート
    .sevenz = 7z アーカイブ
    .special = パイプ、ソケット、デバイスなど (開かない)
    .sqlite = SQLite データベース
    .system-facts = systeminfo の出力
    .system-information = msinfo32 のレポート (.nfo)
    .tar = tar アーカイブ
    .text = テキスト
    .unread = 読み取れなかったファイル
    .volume-list = ボリュームの一覧
    .vss-writers = vssadmin list writers の出力
    .xml = XML 形式のイベント
    .xz = xz アーカイブ
    .zeros = ゼロだけのファイル
    .zip = ZIP アーカイブ
    .zstd = 圧縮ファイル (.zst)
    .extract = イベント ログの抽出ファイル

content-hint =
    .bzip2 = 展開してフォルダーを指定します
    .lzh = 展開してフォルダーを指定します
    .arj = 展開してフォルダーを指定します
    .lzip = 展開してフォルダーを指定します
    .lz4 = 展開してフォルダーを指定します
    .lzma = 展開してフォルダーを指定します
    .compress = 展開してフォルダーを指定します
    .self-extracting = 展開してフォルダーを指定します
    .split-archive = 分割されていないものを入手するか、結合します
    .mail = 添付ファイルを保存して指定します
    .empty = もう一度入手します
    .etl = Windows で実行: tracerpt TRACE.etl -o EVENTS.evtx -of EVTX
    .event-list = 証拠になりません。ログ自体を入手します: wevtutil epl System C:\System.evtx
    .evt = Windows で実行: wevtutil epl /lf:true OLD.evt NEW.evtx
    .rar = 展開してフォルダーを指定します
    .registry-hive = 読み取りません。CurrentVersion\SPP キーをテキストで入手します (reg query)
    .unread = 別記の理由を参照
    .xz = 展開してフォルダーを指定します
    .zeros = 内容が失われています。ファイルをもう一度入手します

diff =
    .because = { $what }。理由: { $why }
    .changed = 変化: { $what }。以前: { $before }
    .computer = { $name }{ $needs ->
            [0] {""}
           *[other] : 新たに対応が必要 { $needs } 件
        }
    .error = { $time } の volsnap 27 { $record }: { $verdict }
    .errors = { $first } ～ { $last } の volsnap 27 { $count } 件: { $verdict } ({ $records })
    .goes-on = 継続: { $what }
    .gone = 消失: { $what }
    .limit = 回答の限界: { $text }
    .new = 新規: { $what }
    .nothing = 違いはありません。
    .run = { $time } のバックアップ: { $outcome }
    .run-of = { $time } の { $product } の実行: { $outcome }
    .state = { $state }
    .summary = { $needs ->
            [0] 新たに対応が必要なものはありません
           *[other] 新たに対応が必要なものが { $needs } 件あります
        }: 新規 { $new } 件、変化 { $changed } 件、消失 { $gone } 件{ $unchanged ->
            [0] {""}
           *[other] 。違いのないコンピューター { $unchanged } 台
        }
    .told = { $text }
    .verdict = { $verdict ->
            [actionable] 要対応
            [side-effect] 副次的
            [benign] 無害
           *[undetermined] 判定不能
        }
    .whole = コンピューター全体。{ $headline }

inspect =
    .also = その他
    .also-called = 別名 { $names }
    .computer = { $name }: volsnap 27 { $errors ->
            [0] なし
           *[other] { $errors } 件
        }
    .covers = { $channel }、{ $first } ～ { $last }、レコード { $records } 件{ $gaps ->
            [0] {""}
           *[other] 、欠落 { $gaps } 箇所
        }
    .dirty = 閉じられていない状態 (使用中のコピー)
    .event = { $id }
    .event-often = { $id } ({ $count } 件)
    .events = { $provider } { $ids }
    .exported-empty = エクスポート済みで、レコードなし: { $channels }
    .file = { $path }: { $what }
    .files = ファイル
    .full = 満杯 (最大サイズに到達)
    .header = バージョン { $major }.{ $minor }、宣言されているチャンク { $declared } 個中 { $found } 個、次のレコード { $next }
    .header-checksum = ヘッダーのチェックサムが不正
    .header-with = { $header }。{ $flags }
    .hint = { $text }
    .holding = { $what }、内部のファイル { $members } 個
    .issue = { $text }
    .issue-at-chunk = チャンク { $chunk }: { $text }
    .issue-of = { $path }: { $text }
    .missing = { $channel } なし。これがないと、{ $channel ->
            [System] すべての volsnap 27 がわかりません
           *[other] 無害な volsnap 27 を無害と示せません
        }
    .no-computer = 渡されたものに、コンピューターのログはありません。
    .not-exported = { $channel } はホストにあるが、エクスポートできなかったため収集されていない (エラー { $code })
    .not-there = マニフェストによると、ホストに次のログはない: { $channels }
    .part = { $computer } の { $channel }: レコード { $records } 件、ID { $first } ～ { $last }
    .recovered = 復元した古いレコード { $count } 件
    .sized = { $what }、{ $bytes } バイト
    .tally = 宣言されているレコード { $declared } 件: 重要 { $read } 件、対象外 { $skipped } 件、{ $failed ->
            [0] 読み取れないものなし
           *[other] 読み取り不能 { $failed } 件
        }
    .times = { $first } ～ { $last }
    .windows = { $windows }
    .zone = 時刻は { $zone }