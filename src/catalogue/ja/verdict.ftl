# Rules: reasons and next steps, as polite sentences.

V101 =
    .differ = レコードの内容が矛盾しています。NTSTATUS フィールドは { $field }、バイナリ データは { $packet } です
    .missing = レコードにステータスがありません。フィールドにもバイナリ データにもありません
    .next = System ログを .evtx でエクスポートするか (テキストや CSV にはバイナリ データが残りません)、イベント ビューアーで 27 の詳細を確認します
    .no-field = ステータスを読み取れません。{ $name } がありません
    .no-hex = ステータスを読み取れません。バイナリ データが 16 進数ではありません: { $text }
    .other-field = ステータスを読み取れません。{ $name } の値が "{ $value }" です
    .other-packet = ステータスを読み取れません。バイナリ データのエラー コードが { $expected } ではなく { $code } です
    .short-packet = ステータスを読み取れません。エラー パケットは { $least } バイト以上ですが、バイナリ データは { $bytes } バイトです
    .zero = ドライバーはステータスを記録していません (0)

V102 =
    .fault = ステータス { $status } ({ $meaning }) が示すのは{ $kind ->
            [corruption] 媒体の損傷か I/O の障害
            [shortage] コンピューターのメモリ不足
           *[missing-name] あるはずの制御ファイルの欠如
        }であり、ディスクの切断ではありません
    .next = { $kind ->
            [corruption] ディスクを確認し、ボリュームに chkdsk /scan を実行します
            [shortage] その時刻にメモリを使い切った原因 (プールの枯渇) を調べます
           *[missing-name] vssadmin list shadows でボリュームに残っているシャドウ コピーを確認し、早めに新しいバックアップを作成します
        }

V103 =
    .close = ステータス { $status } は切断されたディスクのステータスに近く、おそらく同じ原因です。確認が必要です
    .next = その時刻にボリュームに何が起きたかを調べ、ステータスの意味を確認します
    .other = ステータス { $status } は、切断されたディスクのステータスではありません

V201 =
    .a-volume = { $when }に、あるボリュームのシャドウ コピーが失われました ({ $event })
    .listed-again = 27 より前に一覧にあったボリュームのシャドウ コピー { $of } 個のうち { $again } 個は、27 より後の一覧 ({ $time }) にもあります。これらは失われていません
    .lost-beside = { $when }に、ドライブ文字のあるボリュームのシャドウ コピーが失われました ({ $event })。両方のボリュームが同じデバイスにあった可能性があります
    .next = vssadmin list shadows で残りを確認します。シャドウ コピーの記憶域のサイズと状態を調べ、早めに新しいバックアップを作成します
    .next-in-doubt = vssadmin list shadows で残りを確認します。同じボリュームかどうかは mountvol の一覧でわかります (「次に行うこと」を参照)
    .no-volume = { $when }にシャドウ コピーが失われましたが ({ $event })、ボリュームを読み取れません
    .not-listed = { $listed } の起動時の一覧にあったボリュームのシャドウ コピー { $count } 個が、{ $missing } の起動時の一覧にありません
    .not-listed-in-doubt = { $what }。ただし、一覧を書くログのレコードがその間で欠けているおそれがあります
    .same-volume = { $when }に、同じボリュームのシャドウ コピーが失われました ({ $event })
    .some-letter = { $when }に、あるドライブ文字のシャドウ コピーが失われました ({ $event })。どの GUID のことかを示すものはありません
    .that-day = 同じ日 ({ $when }) に、同じボリュームのシャドウ コピーが失われました ({ $event })
    .with-lists = { $clauses }

V202 =
    .doubt = { $found }。その直前にディスクが切断されており、それがイメージだったことを示すものはありません
    .doubts = { $found }。同じ実行中または前後数分に、ほかに { $more } 件あります。その直前にディスクが切断されており、それがイメージだったことを示すものはありません
    .next = まず、ベンダーのツールか SMART でディスクを確認します (「次に行うこと」を参照)
    .next-in-doubt = どのディスクが切断されたかを調べ、イメージでなければそのディスクを確認します
    .of-some-disk = { $when }に記録: { $meaning } ({ $event })
    .on-disk = { $when }に、ディスク { $disk } の{ $kind ->
            [bad-block] 不良ブロック
            [parity] パリティ エラー
            [timeout] {" "}I/O のタイムアウト
            [controller] コントローラーのエラー
            [paging] ページング中のエラー
            [prediction] 故障の予兆
            [retried] {" "}I/O の再試行
            [hardware] ハードウェア エラー
           *[other] エラー
        }が報告されました ({ $event })
    .several = { $found }。同じ実行中または前後数分に、ほかに { $more } 件あります

V203 =
    .damaged = { $when }に、{ $volume } のファイル システムの破損が報告されました ({ $event })
    .next = Ntfs のレコードが示すボリュームに chkdsk /scan を実行し、その原因となったディスク エラーを探します
    .next-in-doubt = イメージを確認します (「次に行うこと」を参照)
    .own-image = { $damage }。27 と同じボリュームなので、イメージの中が破損している可能性があります
    .some-image = { $damage }。レコードにボリューム名がないので、イメージの中が破損している可能性があります
    .some-volume-damaged = { $when }に、あるボリュームのファイル システムの破損が報告されました ({ $event })

V204 =
    .next = vssadmin list shadows で残りを確認し、ドライバーのレコードのエラーを調べます
    .no-volume = { $when }に、スナップショット ドライバーがシャドウ コピーの消失を報告しましたが ({ $event })、ボリュームを読み取れません
    .same-volume = { $when }に、スナップショット ドライバーが同じボリュームのシャドウ コピーの消失を報告しました ({ $event })

V205 =
    .next = イメージを確認します (「次に行うこと」を参照)
    .unflushed = { $when }に、仮想ディスクがデータをフラッシュしないまま切断されました: { $file } ({ $event })
    .unflushed-unnamed = { $when }に、仮想ディスクがデータをフラッシュしないまま切断されました ({ $event })

V206 =
    .next = ボリュームを mountvol の一覧と照合し (「次に行うこと」を参照)、シャドウ コピーの記憶域の空きを確認します (vssadmin list shadowstorage)
    .same-volume = { $when }に記録: { $meaning } ({ $event })。同じボリュームを示しています
    .some-letter = { $when }に記録: { $meaning } ({ $event })。ドライブ文字だけがあり、どの GUID のことかを示すものはありません

V207 =
    .back-since = { $told }。27 の時点では切断されていた可能性があり、このとき実行のイメージが切断されたことを示すものはありません
    .came-back = { $lost }。{ $time } に復旧しています ({ $event })
    .next = その記憶域にあるボリュームを調べ、障害が起きる前の mountvol の一覧と照合します (「次に行うこと」を参照)
    .path-lost = { $when }に記録: { $meaning } ({ $event })
    .what-lost = { $when }に記録: { $meaning } - { $what } ({ $event })

V208 =
    .disk-left = { $when }に、ディスク { $disk } が切断されました。{ $why ->
            [real] イメージではなく、独立したディスクです
            [older] 実行の開始前に接続されたイメージなので、この実行によるものではありません
            [later] 実行の終了後に接続されたイメージなので、この実行によるものではありません
            [there-before] 実行の開始前からあったもので、それがイメージであることを示すものはありません
            [unknown-to-vhdmp] 仮想ディスクのログはその時刻を収録していますが、該当するディスクがありません
            [came-back] イメージだったことを示すものはなく、数分後にその番号で現れたのはイメージではないディスクです
            [path] イメージだったことを示すものはなく、そのとき記憶域へのパスに問題がありました
           *[late] イメージだったことを示すものはなく、実行は数分前に終わっていました
        }
    .host-lost = { $when }に、{ $volume } への書き込みが、デバイスがなくなったときのように失われました ({ $event })。これはホスト自身のボリュームです
    .letter-lost = { $when }に、{ $volume } への書き込みが、デバイスがなくなったときのように失われました ({ $event })。実行が接続するボリュームにドライブ文字は付きません
    .missed-since = { $meaning } ({ $when }、{ $event })。それまでに正常に終了した実行はなく、見つからないものはこのときになくなった可能性があります
    .next = どのディスクだったかを調べ、ボリュームをそれ以前の mountvol の一覧と照合します (「次に行うこと」を参照)
    .some-disk-left = { $when }に、あるディスクが切断されました。{ $why ->
            [real] イメージではなく、独立したディスクです
            [older] 実行の開始前に接続されたイメージなので、この実行によるものではありません
            [later] 実行の終了後に接続されたイメージなので、この実行によるものではありません
            [there-before] 実行の開始前からあったもので、それがイメージであることを示すものはありません
            [unknown-to-vhdmp] 仮想ディスクのログはその時刻を収録していますが、該当するディスクがありません
            [came-back] イメージだったことを示すものはなく、数分後にその番号で現れたのはイメージではないディスクです
            [path] イメージだったことを示すものはなく、そのとき記憶域へのパスに問題がありました
           *[late] イメージだったことを示すものはなく、実行は数分前に終わっていました
        }

V209 =
    .next = イメージを置いているディスクまたは共有を調べ、イメージを確認します (「次に行うこと」を参照)
    .of-image = { $when }に記録: { $meaning } - { $file } ({ $event })
    .of-some-image = { $when }に記録: { $meaning } ({ $event })

V210 =
    .again = { $when }に、どの実行中でもなく、切断された仮想ディスクもない時刻に、{ $volume } の別の 27 があります ({ $event })
    .beside = { $when }に、別のボリュームの 27 があり、その状態は切断されたディスクのものではありません ({ $event })。どちらも 1 つのデバイスにあった可能性があります
    .next = 先にほかの 27 を解決します
    .twin = { $when }に、{ $volume } の別の 27 があり、その状態は切断されたディスクのものではありません ({ $event })

V301 =
    .copied = { $when }に { $volume } のシャドウ コピーが作成されました ({ $event })。バックアップはソースのシャドウ コピーを作成しますが、自分が接続したイメージのものは作成しません
    .in-no-set = { $volume } は新しいボリュームとして記録されており、どのバックアップ セットにも含まれていません。ホスト自身のボリュームか、ほかの製品のイメージの可能性があります
    .listed = { $volume } はホスト自身のボリュームです: { $listed }
    .listed-without-letter = { $volume } は { $listed } にありますが、ドライブ文字がありません。この一覧はバックアップの実行中に作成されたか、シャドウ コピーの一覧なので、ホスト自身のものかバックアップのものかを区別できません。バックアップの実行中でないときに作成した一覧があればわかります
    .may-be-listed = { $volume } はホスト自身のボリュームの可能性があります: { $listed }
    .in-images = { $volume } は、どのバックアップの実行中でもない時刻に、{ $how ->
            [boots] 2 回の起動にわたって
           *[days] 1 日以上の間隔で
        }記録されていますが (最初から最後まで { $distance })、いずれも接続後に切断されたイメージの中です。ほかの何かもこのイメージを接続しています
    .may-stay = Windows Server バックアップのログが収録していない時刻に、{ $volume } が、{ $how ->
            [boots] 2 回の起動にわたって
           *[days] 1 日以上の間隔で
        }記録されています (最初から最後まで { $distance })。常時マウントされているか、把握できていない実行が接続した可能性があります
    .named-by-backup = { $volume } は{ $role ->
            [source] バックアップ対象
           *[target] バックアップ先
        }なので、ホスト自身のボリュームです
    .next = ボリュームのあるディスクを確認し、残っているシャドウ コピーを調べます (vssadmin list shadows)
    .next-disk = ボリュームがどのディスクにあるか、だれが接続したかを調べます
    .next-list = バックアップの実行中でないときに作成した mountvol の一覧を入手します (「次に行うこと」を参照)
    .next-log = もっと前までさかのぼる Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .of-a-damaged-name = { $other } は、このコンピューターの別の名前の可能性があります。{ $other } のログは破損しているので、ボリュームがホスト自身のものであることを示すレコードが失われたかもしれません
    .of-another-name = { $volume } は { $other } のログに出てきます。{ $other } は、このコンピューターの別の名前の可能性があるので、ホスト自身のボリュームかもしれません
    .on-new-disk = { $volume } は、そのとき接続されたばかりの実ディスク (LUN、または製品が追加したディスク) にありました
    .on-real-disk = { $volume } はイメージの中ではなく、実ディスクにあります
    .on-virtual-and-real-disk = { $volume } は仮想ディスクと実ディスクの両方にありました。一方が他方のコピーです
    .stays = { $volume } は、どのバックアップの実行中でもない時刻に、{ $how ->
            [boots] 2 回の起動にわたって
           *[days] 1 日以上の間隔で
        }記録されているので (最初から最後まで { $distance })、常時マウントされています

V302 =
    .crashed = コンピューターが正常にシャットダウンされずに停止し ({ $event }、{ $when })、このレコードの数分後より長く動作していたことを示すレコードは、調べた範囲にありません。停止の原因が、このレコードの示す障害である可能性があります
    .just-started = コンピューターが起動した直後でした ({ $provider }、{ $when })。起動時には、常設ボリュームのシャドウ コピーが検索されます
    .next = ボリュームを mountvol の一覧と照合し (「次に行うこと」を参照)、残っているシャドウ コピーを確認します (vssadmin list shadows)
    .sought = { $when }にコンピューターが起動し、その後も記憶域へのパスに問題がありました ({ $event })。その先にあるボリュームは遅れてオンラインになります

V303 =
    .neither = "{ $volume }" は完全なボリューム GUID でもドライブ文字でもありません
    .next = mountvol の一覧を入手します (「次に行うこと」を参照)。何のボリュームかがわかります
    .no-departure = レコードはボリュームを { $letter } とだけ示しており、直前に切断された仮想ディスクもありません。実行の一時ボリュームにドライブ文字は付きません
    .no-list = レコードはボリュームを { $letter } とだけ示しており、ホストのボリュームの完全な一覧も指定されていません
    .no-volume = レコードにボリューム名がありません

V304 =
    .around-run = { $volume } は、この実行の開始前と終了後の、どの実行中でもない時刻にも記録されています
    .at-boot = { $volume } は、どの実行中でもない、コンピューターの起動直後から存在していました
    .before-known-runs = { $volume } は、この実行の開始前の、わかっているどの実行中でもない時刻に記録されています ({ $event }、{ $when })。そのとき実行中だったかどうかを示すログがありません
    .before-run = { $volume } は、この実行の開始前の、どの実行中でもない時刻に記録されており ({ $event }、{ $when })、そのときあったディスクが、その後なくなったことを示すものはありません
    .behind-known-runs = { $volume } は、この実行の終了後の、わかっているどの実行中でもない時刻に記録されています ({ $event }、{ $when })。そのとき実行中だったかどうかを示すログがありません
    .behind-run = { $volume } は、この実行の終了後の、どの実行中でもない時刻に記録されているので ({ $event }、{ $when })、実行が接続したものとともになくなったのではありません
    .boot-guid = { $volume } の GUID はホストの起動中に割り当てられたものです (末尾が 806e6f6e6963)。実行が接続するボリュームの GUID は形が異なります
    .had-letter = { $volume } にはドライブ文字 { $letter } がありました。実行が接続するボリュームにドライブ文字は付きません
    .has-image = イメージ { $file } の名前は { $volume } の GUID です ({ $event })。このイメージはそのボリューム、つまりバックアップ対象から作成された可能性があります
    .holds-file = { $volume } には { $file } があるので ({ $event })、実行が接続したボリュームとは考えにくいです
    .in-older-file = { $volume } のあるイメージ { $file } は実行の開始前に接続されたので、この実行によるものではありません
    .in-older-image = { $volume } のあるイメージは実行の開始前に接続されたので、この実行によるものではありません
    .in-somebodys-image = { $volume } のあるイメージ { $file } は、どの実行中でもない時刻 ({ $time }) にも接続されていました
    .next = ボリュームを mountvol の一覧と照合します (「次に行うこと」を参照)
    .next-log = さらに前までさかのぼる Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .on-older-disk = { $volume } は実行の開始前からあったディスクにあり、それがイメージであることを示すものはありません
    .on-unknown-disk = { $volume } は実行中に現れたディスクにあり、それがイメージであることを示すものはありません
    .owned-copies = { $volume } のシャドウ コピーは、以前にどの実行中でもない時刻に記録されているので、実行の一時ボリュームとは考えにくいです

V401 =
    .next = Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .next-covered = その時刻にホストでシャドウ コピーを作成したものがほかにないかを調べます
    .next-product = このホストをバックアップしている製品のログを調べます (「次に行うこと」を参照)
    .next-unknown = このホストを何がバックアップしているかを調べ、そのログを入手します (「次に行うこと」を参照)
    .no-log = これらのログにバックアップの実行がありません。Microsoft-Windows-Backup ログがないか、実行が記録されていません
    .no-log-but-traces = これらのログにバックアップの実行がありません。Microsoft-Windows-Backup ログがないか、実行が記録されていません。近くにスナップショット処理の形跡があります
    .not-covered = Windows Server バックアップのログはこの時刻より後から始まっており、直前に切断されたディスクもありません
    .not-covered-but-traces = Windows Server バックアップのログはこの時刻より後から始まっており、直前に切断されたディスクもありません。近くにスナップショット処理の形跡があります
    .no-run = この時刻にバックアップの実行はなく、直前に切断されたディスクもありません
    .no-run-but-traces = この時刻にバックアップの実行はなく、直前に切断されたディスクもありません。近くにスナップショット処理の形跡があります

V402 =
    .backup-begins-late = Windows Server バックアップのログが、実行の開始より後から始まっています
    .backup-checksum = 実行のレコードが、チェックサムの一致しないチャンクにあります
    .backup-ends-early = Windows Server バックアップのログが、実行の終了より前で終わっています
    .backup-gap = Windows Server バックアップのログに、実行中の欠落があります (レコード { $first } ～ { $last })
    .backup-log-cut = 実行の終了からこのレコードまでの間で、Windows Server バックアップのログが破損しているか途切れています
    .checksum = このレコード自体が、チェックサムの一致しないチャンクにあります
    .clock-set = { $when }に時計が変更されました
    .clock-set-by = { $when }に時計が { $change }{ $way ->
            [back] 戻され
           *[forward] 進められ
        }ました
    .driver-log = { $channel } の前後のレコードがないか、信頼できません
    .nameless = 複数のファイルのレコードにコンピューター名がなく、同じコンピューターのものかどうか分かりません
    .next-backup-log = Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .next-clock = 前後のレコード ID で順序を判断します。時計と違い、どちらが先かがわかります
    .next-driver-log = ドライバーのログを入手します (「次に行うこと」を参照)
    .next-system-log = System ログを入手します (「次に行うこと」を参照)
    .no-backup-log = Windows Server バックアップのログがありません
    .no-system-log = System ログがないので、さらに悪い事象がなかったとは言えません
    .past-clock = この前後で時計が過去に戻っていました。レコード ID は進んでいるのに時刻が戻っているため、どちらが先かを判断できません
    .stale = このレコード自体が、ログではもう使われていない古いレコードです
    .system-begins = System ログはこのレコードの { $before }前からしか始まっていません
    .system-begins-late = System ログが、実行の開始より後から始まっています
    .system-begins-with = System ログはこのレコードから始まっています
    .system-checksum = 前後または実行中の System ログのレコードが、チェックサムの一致しないチャンクにあります
    .system-cleared = この前後または実行中に System ログが消去されました
    .system-cut = System ログが途切れている可能性があります。このレコードの { $after }後で終わっています
    .system-cut-with = System ログが途切れている可能性があります。このレコードで終わっています
    .system-ends-before = System ログがこのレコードより前で終わっています
    .system-ends-early = System ログが、実行の終了より前で終わっています
    .system-missing = 前後または実行中の System ログのレコードがありません
    .system-missing-ids = 前後または実行中の System ログのレコードがありません (レコード { $first } ～ { $last })
    .system-recreated = この前後または実行中に System ログが作り直されました
    .system-unreadable = 前後または実行中の System ログのレコードを読み取れません
    .system-unreadable-ids = 前後または実行中の System ログのレコードを読み取れません (レコード { $first } ～ { $last })
    .two-logs = 2 つのログに、その時刻の同じ ID で異なる System レコードがあります。一部は別のコンピューターのものです
    .lasting-log = { $channel } のレコードが欠けているか、信頼できません。そこに書かれたボリュームの情報は長く有効です
    .unknown-log = ログとともに渡されたものに、読めない、または信頼できるレコードが 1 件もないものがあり、反証となるログかもしれません

V403 =
    .disk-left = { $when }にディスクが切断されましたが ({ $event })、この時刻にバックアップの実行はなく、イメージだったことを示すものもありません。どのディスクだったかを調べるか、切断した製品のログを確認します
    .disk-left-product-seen = { $when }にディスクが切断されましたが ({ $event })、この時刻にバックアップの実行はなく、イメージだったことを示すものもありません。どのディスクだったかを調べるか、製品のログを確認します (ここで確認された製品: { $products })
    .disk-left-uncovered = { $when }にディスクが切断され ({ $event })、イメージだったことを示すものはありません。Windows Server バックアップのログはこの時刻より後から始まっています
    .virtual-disk-left-uncovered = { $when }に仮想ディスクが切断され ({ $event })、Windows Server バックアップのログはこの時刻より後から始まっています。おそらくノイズです。バックアップの実行が切断した可能性があります
    .next-log = さらに前までさかのぼる Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .next = 何がディスクを切断したかを調べ、その製品のログを確認します (「次に行うこと」を参照)
    .virtual-disk-left = { $when }に仮想ディスクが切断されましたが ({ $event })、この時刻にバックアップの実行はありません。おそらくノイズです。切断した製品のログを確認します
    .virtual-disk-left-product-seen = { $when }に仮想ディスクが切断されましたが ({ $event })、この時刻にバックアップの実行はありません。おそらくノイズです。製品のログを確認します (ここで確認された製品: { $products })

V404 =
    .end-not-seen = これらのログでは、この時刻に Windows Server バックアップの実行はありません。{ $product } の実行が、{ $when }に始まりましたが ({ $event })、終了はこれらのログにありません。正常に終了したかどうかは、その製品のログでわかります
    .failed-beside = Windows Server バックアップの実行と、{ $when }に{ $outcome ->
            [cancelled] 取り消された
            [interrupted] 中断した
           *[failed] 失敗した
        } { $product } のジョブ ({ $event }) の両方の、実行中または直後であり、どちらのディスクだったのかを示すものがありません
    .next = その製品のログで、その時刻の実行を確認します (「次に行うこと」を参照)
    .run-around = これらのログでは、この時刻に Windows Server バックアップの実行はありませんが、{ $product } の実行中でした。{ $outcome ->
            [succeeded] おそらくノイズです。ジョブは、{ $when }に正常に終了しました ({ $event })
            [succeeded-with-warnings] おそらくノイズです。ジョブは、{ $when }に警告付きで終了しました ({ $event })
            [cancelled] ジョブは、{ $when }に取り消されました ({ $event })
            [failed] ジョブは、{ $when }に失敗しました ({ $event })
            [interrupted] ジョブは、{ $when }にコンピューターの停止で中断しました ({ $event })
           *[unknown] ジョブは、{ $when }に終了しましたが ({ $event })、結果は記録されていません
        }
    .start-not-seen = これらのログでは、この時刻に Windows Server バックアップの実行はありませんが、開始が記録されていない { $product } のジョブが、{ $outcome ->
            [succeeded] { $when }に正常に終了しました ({ $event })。そのノイズの可能性があります
            [succeeded-with-warnings] { $when }に警告付きで終了しました ({ $event })。そのノイズの可能性があります
            [cancelled] { $when }に取り消されました ({ $event })
            [failed] { $when }に失敗しました ({ $event })
           *[unknown] { $when }に記録されています ({ $event })。レコードの ID からは結果を判断できません
        }

V405 =
    .before-images = { $volume } は、仮想ディスクのログによれば何も接続されていなかった{ $when }にマウントされたので ({ $event })、どのイメージにもありませんでした
    .file-stays = { $volume } のあるイメージ { $file } はその後も接続されていたので、なくなったデバイスはありません
    .held = { $what }。{ $when }に、{ $process } が仮想ディスクの取り外しを妨げました ({ $event })
    .image-stays = { $volume } のあるイメージはその後も接続されていたので、なくなったデバイスはありません
    .lives-on = これより前の最後の仮想ディスクが切断された後も、{ $volume } はマウントされていました
    .next = ボリュームを mountvol の一覧と照合し (「次に行うこと」を参照)、その時刻に何が起きたかを調べます
    .none-came = 仮想ディスクのログには、ほかの実行が接続したものは記録されていますが、この実行で接続されたものはありません
    .none-left = 仮想ディスクのログには実行が接続、切断したものが記録されていますが、この前後に切断されたものはありません
    .well-behind = { $volume } は、{ $when }に、どの実行中でもない時刻に正常にマウントされており ({ $event })、その間に接続されたイメージはありません

V406 =
    .basis-too-weak = 無害と判定できますが、根拠は「{ $basis ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        }」までで、「{ $asked ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        }」が求められています
    .next = mountvol の一覧 (「次に行うこと」を参照) か仮想ディスクのログを指定します。より確かになる可能性があります

V501 =
    .not-successful = この 27 が属するバックアップの実行は{ $how ->
            [partial] 一部しか成功しませんでした
            [cancelled] 取り消されました
            [interrupted] 中断しました
           *[failed] 失敗しました
        }。対処が必要なのは 27 ではなく、その実行です
    .not-successful-cause = この 27 が属するバックアップの実行は{ $how ->
            [partial] 一部しか成功しませんでした
            [cancelled] 取り消されました
            [interrupted] 中断しました
           *[failed] 失敗しました
        } (原因: { $cause ->
            [snapshot-timeout] スナップショットのタイムアウト
            [vss] VSS
            [vss-timeout] VSS のタイムアウト
            [vss-writer] VSS ライター
            [vss-provider] VSS プロバイダー
            [shadow-storage] シャドウ コピーの記憶域
            [snapshot-lost] スナップショットの消失
            [disk-hardware] ディスク
            [target-storage] バックアップ先
            [network] ネットワーク
            [source] 対象ボリューム
            [system-writer] System Writer
            [policy] ポリシー
            [cancelled] 取り消し
           *[unknown] 不明
        })。対処が必要なのは 27 ではなく、その実行です

V502 =
    .application-only = この実行は Application ログにしか記録がなく、成功を確認できません
    .next = 実行の終了後にエクスポートした Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .next-proves-nothing = その実行のバックアップがあるかを確認するか (wbadmin get versions)、バックアップを再実行します
    .not-proven = 実行の終了のレコードからは、結果を確認できません
    .not-seen = この 27 が属するバックアップの実行がどう終わったかは、ログにありません

V601 =
    .after-run = 成功したバックアップの実行の { $since }後に { $status }: バックアップの一時ボリュームが切断されていました
    .after-run-disk-left = 成功したバックアップの実行の { $since }後に { $status }: バックアップの一時ボリュームが切断されていました。仮想ディスクが、{ $when }に切断されています ({ $event })
    .gone = { $left } ({ $when }) に切断されました
    .in-an-image = 仮想ディスク
    .in-disk = 仮想ディスク { $disk }
    .in-file = { $file }
    .in-run = 成功したバックアップの実行中に { $status }: バックアップの一時ボリュームが切断されていました
    .in-run-disk-left = 成功したバックアップの実行中に { $status }: バックアップの一時ボリュームが切断されていました。仮想ディスクが、{ $when }に切断されています ({ $event })
    .not-seen-again = その後は記録されていません
    .partition-of-disk = 仮想ディスク { $disk } のパーティション { $partition }
    .partition-of-file = { $file } のパーティション { $partition }
    .proven = { $status }: ボリュームは、実行 S{ $run } のために { $came } に接続された { $image } にあり、{ $end }

V602 =
    .proven = { $status }: ボリュームは、成功した { $product } のジョブ ({ $result }) で { $came } に接続された { $image } にあり、{ $end }
