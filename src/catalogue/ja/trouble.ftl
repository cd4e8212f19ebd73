# Trouble and limits: short.

limit =
    .application-only = 実行の記録は Application ログのみ (成功は記録されない)
    .backup-log-ends = Backup ログは { $last } で終わっており、System より { $days } 日早い
    .backup-log-gaps = Backup ログに欠落があり、実行が漏れている可能性あり
    .backup-log-not-exported = Windows Server バックアップのログは、エクスポートできず未収集 (エラー { $code })
    .backup-log-off = マニフェストによると、Windows Server バックアップのログはホストで無効になっている。{ $last } より後の実行が漏れている可能性あり
    .ill-disk = ディスクの一覧によると { $disk } が { $said }
    .some-ill-disk = このホストのものかもしれないディスクの一覧によると { $disk } が { $said }
    .live-backup-log-not-exported = Windows Server バックアップのログ本体は、エクスポートできず未収集 (エラー { $code })。あるのは { $last } まで
    .live-system-log-not-exported = System ログ本体は、エクスポートできず未収集 (エラー { $code })。あるのは { $last } まで
    .no-backup-log = Windows Server バックアップのログなし
    .no-backup-log-there = マニフェストによると、ホストに Windows Server バックアップのログなし
    .no-run-since = Windows Server バックアップのレコードは { $last } 以降なし (System の終わりの { $days } 日前。ログは System と同時にエクスポート済み)
    .no-system-log = System ログがなく、volsnap 27 の有無は不明
    .records-missing = System のレコードが { $count } 件欠落
    .run-before = System はバックアップの実行の { $gap }後から始まっている
    .run-behind = System はバックアップの実行の { $gap }前に終わっている
    .run-cut-before = System はバックアップの実行の途中から始まっている
    .run-cut-behind = System はバックアップの実行の途中で終わっている
    .runs-stopped = バックアップの実行は { $last } 以降なし (ログの終わりの { $days } 日前)
    .runs-before = System は { $first } からで、{ $runs } 回の実行のうち { $count } 回の開始を収録していない
    .runs-behind = System は { $last } までで、{ $runs } 回の実行のうち { $count } 回の終了を収録していない
    .runs-with-gaps = { $runs ->
            [1] バックアップの実行中の{" "}
           *[other] { $runs } 回の実行のうち { $count } 回で、
        }System のレコードが欠落しているか、信頼できません
    .system-gaps = System に欠落あり
    .system-log-not-exported = System ログはエクスポートできず未収集のため (エラー { $code })、volsnap 27 の有無は不明
    .time-has-gaps = 指定された期間の System のレコードが欠落しているか、信頼できません
    .time-not-covered = System の収録期間は { $first } ～ { $last } で、指定された期間のすべてではない

limits =
    .begins-in-damage = { $channel } の先頭が破損しており、それより前は読み取れません
    .behind-headers = { $channel } は使用中にコピーされています。ヘッダーがレコードより古いチャンクのレコードは、無害の根拠になりません
    .checksums = { $channel }: チェックサムの一致しないレコードがあり、無害の根拠になりません
    .chunk = チャンク { $chunk }
    .chunks = チャンク { $first } ～ { $last }
    .clock-set = 補正の範囲を超える時計の変更が { $count } 回あり、その前後の時刻は疑わしいものです
    .computer = { $computer }
    .cut-chunks = { $channel }: 途切れたチャンクのレコードは、無害の根拠になりません
    .ends-in-damage = { $channel } の末尾が途切れている可能性があります
    .filtered = { $channel } はフィルターされているようです。エラーと警告だけで、Windows が毎日記録するレコードがありません。ログ全体を入手してください
    .from-offset = オフセット { $offset } 以降
    .gap-cause = { $cause ->
            [unreadable] 読み取れない
            [cleared] ログの消去
            [recreated] ログの再作成
            [two-logs] 2 つのログで同じ ID の内容が不一致
           *[record-id-jump] 上書きまたはエクスポート漏れ
        }
    .gaps = { $channel }: 欠落 { $gaps } 箇所{ $missing ->
            [0] {""}
           *[other] 、レコード { $missing } 件
        } ({ $causes })
    .issue = { $text }
    .issue-at = { $place }: { $text }
    .issue-more = { $text } (ほか { $more } 件)
    .limit = { $text }
    .more-issues = ほか { $count } 件 (--all または --format json で全件を表示)
    .notes = 読み取りに関する注記 { $count } 件、損失なし (--all で表示)
    .offset = オフセット { $offset }
    .path = { $path }
    .record = レコード { $record }

trouble =
    .backup-damaged = 作成済みのバックアップの破損または消失、またはそのカタログの破損
    .backup-inconsistent = バックアップ内のアプリケーションの整合性の問題
    .bytes-unreadable = { $volume } に読み取れないバイトあり
    .copies-not-listed = { $listed } の起動時の一覧にあったシャドウ コピー { $count } 個が、{ $missing } の起動時の一覧にありません。volsnap 自身が削除した数 (33、58、95) では足りないので、だれかが削除したのでなければ失われています
    .copies-not-listed-made = { $listed } の起動時の一覧にあったシャドウ コピー { $count } 個 (作成は { $oldest }{ $count ->
            [1] {""}
           *[other] {" "}～ { $newest }
        }) が、{ $missing } の起動時の一覧にありません。volsnap 自身が削除した数 (33、58、95) では足りないので、だれかが削除したのでなければ失われています
    .degraded-path = { $path } の冗長性の低下 (回復の記録なし)
    .disk = ディスク { $disk } の障害
    .disk-named = ディスク { $name } の障害
    .disk-behind = { $subject } に接続されたディスクの障害
    .disk-pulled = ディスク { $disk } の突然の切断時の要求の失敗 (取り外されたか、故障しつつある)
    .disk-vanished = 接続されていたディスク { $disk } の突然の切断
    .file-system = { $volume } のファイル システムの破損
    .file-system-healthy-since = 破損していたが、再起動後に正常と記録された { $volume } のファイル システム ({ $event }、{ $time })
    .file-system-of-copy = シャドウ コピー { $device } のファイル システムの破損 (元のボリュームを要検査)
    .file-system-of-visitor = 一時的に接続されたディスクにあった { $volume } のファイル システムの破損
    .file-system-scanned = 検査待ちだったが、その後に正常と記録された { $volume } のファイル システム ({ $event }、{ $time })
    .healed-path = { $path } の 1 分未満の切断
    .image = 使用中のイメージ { $file } の記憶域の障害
    .lost-path = 記憶域へのパスの喪失 ({ $path })
    .path = { $provider } { $subject }
    .path-away = 切断は最長 { $longest }
    .path-back = { $time } に復旧 ({ $event })
    .path-reason = 理由 { $reasons }
    .path-some-back = { $of } 件中 { $count } 件は復旧、最後は { $time } ({ $event })
    .path-target = ターゲット { $targets }
    .path-unnamed = { $provider }
    .product-failed = { $product } の最後のジョブが{ $outcome ->
            [cancelled] 取り消し
            [interrupted] 中断
            [end-not-seen] 終了不明 (ログに開始のみ)
           *[failed] 失敗
        }
    .product-fails-again = 後のジョブが毎回成功しても { $product } のジョブが繰り返し失敗 (2 つのジョブの一方が一度も成功していない可能性あり)
    .product-side-job-failed = { $product } のバックアップの最後のコピーまたは検証が失敗
    .product-side-job-failed-for = { $subject } に対する { $product } のバックアップの最後のコピーまたは検証が失敗
    .product-failed-before = 最後に成功したジョブの前 1 日以内に { $product } のジョブが失敗 (同じジョブかどうかを要確認)
    .product-failed-for = { $subject } に対する { $product } の最後のジョブが{ $outcome ->
            [cancelled] 取り消し
            [interrupted] 中断
            [end-not-seen] 終了不明 (ログに開始のみ)
           *[failed] 失敗
        }
    .record = { $event } ({ $meaning }) { $count } 回
    .records = { $records }
    .restore-failed = 復元の失敗 (その後の成功なし)
    .restore-in-part = 復元のエラー付き終了 (その後の成功なし)
    .restore-switched-off = そのボリュームのシステムの復元をだれかが無効にしており、その際に削除されます ({ $event }、{ $time })
    .schedule-removed = バックアップのスケジュールの削除 (その後の実行も設定もなし)
    .shadow-copies = { $volume } のシャドウ コピー{ $what ->
            [lost] の消失
            [lost-in-run] の実行中の消失 (ゲスト自身のものの可能性あり)
            [not-made] の作成の失敗
           *[in-danger] が失われるおそれ
        }
    .shadow-copy-vanished = シャドウ コピーの消失の可能性 ({ $path })
    .shaken-path = 記憶域へのパスの繰り返す不調 ({ $path })
    .snapshot-unprepared = クラスターの共有ボリューム { $volume } のスナップショットが無効の可能性
    .some-disk = ディスクの障害
    .some-file-system = ファイル システムの破損
    .some-image = 使用中のイメージの記憶域の障害
    .some-shadow-copies = シャドウ コピー{ $what ->
            [lost] の消失
            [lost-in-run] の実行中の消失 (ゲスト自身のものの可能性あり)
            [not-made] の作成の失敗
           *[in-danger] が失われるおそれ
        }
    .some-source-missing = バックアップ セットのボリュームがなく、バックアップされていない
    .some-writes-lost = ボリュームへの書き込みの繰り返す消失
    .source-missing = { $volume } がなく、バックアップされていない
    .storage-crash = ディスクを読み取れない、またはファイル システムが破損したための Windows の停止
    .target = バックアップ先の問題
    .target-low = バックアップ先の空き領域の不足
    .vm-backup-failed = 正常に終了した実行での仮想マシン { $vm } のバックアップの失敗
    .vm-backup-failed-elsewhere = Windows Server バックアップ以外による、またはその一覧にない仮想マシン { $vm } のバックアップの失敗
    .vm-backup-fails-elsewhere = Windows Server バックアップ以外による、またはその一覧にない仮想マシン { $vm } のバックアップの毎夜の失敗
    .vm-checkpoint-failed = 仮想マシン { $vm } のチェックポイントの失敗
    .vm-checkpoints-fail = 仮想マシン { $vm } のチェックポイントの毎夜の失敗 (失敗し続けるバックアップによるもののように)
    .vm-not-merged = 仮想マシン { $vm } のチェックポイントが結合されず、差分ディスクが残って増え続ける
    .vm-out-of-reach = 仮想マシン { $vm } のファイルへのアクセス不能
    .vm-paused = 下のディスクの空きがなくなったための、仮想マシン { $vm } の一時停止
    .writes-lost = { $volume } への書き込みの繰り返す消失
    .writes-lost-once = { $volume } に書き込めずに失われたデータあり
    .writes-lost-when-pulled = ディスクの突然の切断時の { $volume } への書き込みの消失 (取り出しの操作の前に取り外されたか、故障しつつある)
