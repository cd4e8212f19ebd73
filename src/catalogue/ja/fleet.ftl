# The report of a fleet.

fleet =
    .actionable = 要対応の volsnap 27 が { $count } 件
    .and-more = ほか { $count } 件。--all で一覧、--format json ですべて、--computer NAME で 1 台を表示
    .ask = { $ask ->
            [system-log] System ログ (以前のレコードと新しいエクスポート)
            [backup-log] Microsoft-Windows-Backup ログ
            [backup-product] このホストをバックアップしている製品と、そのログ
            [driver-logs] ドライバーのログ (ディスクと仮想ディスク)
            [mountvol] バックアップの実行中でないときに作成した mountvol.txt
            [other-product] ディスクを切断した製品のログ
            [whole-logs] 破損したログを新しくエクスポートしたもの
            [each-machine] コンピューターごとに分けたログ
           *[one-folder] ホストのすべてのログ (一度に指定)
        }
    .ask-for = 依頼するもの: { $what }
    .by-cause = 原因とそのホスト
    .by-computer = ホスト (問題の大きい順)
    .by-day = 夜
    .cant = { $names }: { $why }
    .cant-title = 判定できないホストと、依頼するもの
    .cause-not-told = 理由を示すレコードなし
    .cause-of-runs = { $cause }: ホスト { $hosts } 台、実行 { $count } 回
    .cause-of-trouble = { $cause }: ホスト { $hosts } 台
    .causes-title = 主な原因
    .cell-computer = { $computer }
    .count = { $count }
    .day = { $day }
    .earlier-nights = 以前の { $count } 夜は省略。--all で一覧、--format json ですべてを表示
    .errors = { $open ->
            [0] { $count }
           *[other] { $count } (無害でないもの { $open })
        }
    .failed = バックアップの実行 { $runs } 回中 { $failed } 回が成功せず
    .failed-because = { $failed } ({ $causes })
    .first = { $needs ->
            [0] ホスト { $hosts } 台のうち、対応が必要なものはなし
           *[other] ホスト { $hosts } 台のうち { $needs } 台で対応が必要
        }、判定できないもの { $cant } 台、問題なし { $fine } 台。{ $runs }
    .host = { $computer }: { $why }
    .hosts-in-parts = ホスト { $count } 台のログは分割されて渡され、別々に判定しました。同じレコードを二重に数えている可能性があります: { $names }
    .last-good = 最後に成功した実行は { $day }
    .limit = { $kind ->
            [no-system-log] System ログなし
            [time-not-covered] System が指定された期間を収録していない
            [runs-not-covered] System が最新の実行に届いていない
            [system-gaps] System のレコードの大半が欠落
            [no-backup-log] Windows Server バックアップのログなし
            [application-only] 実行は Application ログだけからわかる
            [disk-health] ディスクの一覧に異常なディスクあり
            [backup-log-gaps] Backup ログに実行の欠落の可能性あり
           *[backup-log-ends] Backup ログが早く終わっている
        }
    .lists = イベントを一覧したテキストが { $count } 個指定されましたが、判定には使いません。ログ自体を入手してください。
    .look = 何が足りないかは volsift analyze --computer { $names } で表示
    .meets = このまま延びると { $day } に上限に達する
    .more-hosts = ほか { $count }
    .name = { $computer }
    .near-title = CreateTimeout の上限に近いホスト
    .needs-title = 対応が必要なもの
    .next = 次の手順: { $step }
    .night = { $state ->
            [needs-person] 対応が必要
            [failed] 成功しなかった実行あり
            [cant-be-told] 判定できず
            [good-with-noise] 正常 (無害な 27 あり)
            [good] 正常
            [no-run] 実行なし
           *[not-covered] ログにない
        }
    .nights-are = 1 夜は、ホストのタイム ゾーンで正午から翌日の正午までです。日付は始まりの日です。
    .no-host = ホストなし: 重要なイベントは読み取られませんでした。
    .no-runs = バックアップの実行なし
    .none-good = 成功した実行なし
    .on-hosts = 該当のホスト: { $names }
    .only-unknown = { $count } 回の実行は終了不明
    .path = { $path }
    .rate = 実行 { $runs } 回中 { $whole }.{ $tenth } % が成功
    .rule = 判定不能の volsnap 27 ({ $rule })
    .runs-others = ほかの製品: { $rate }
    .runs-own = Windows Server バックアップ: { $rate }
    .runs-title = バックアップの実行
    .side-effects = 成功しなかった実行に伴う volsnap 27 が { $count } 件
    .state = { $state ->
            [needs-person] 対応が必要
            [cant-be-told] 判定できず
           *[fine] 問題なし
        }
    .title-cant = 判定不能
    .title-computer = ホスト
    .title-errors = volsnap 27
    .title-failed = 成功せず
    .title-last-good = 最後の成功
    .title-needs = 要対応
    .title-night = 夜
    .title-no-run = 実行なし
    .title-not-covered = ログなし
    .title-runs = 実行
    .title-state = 状態
    .title-succeeded = 成功
    .title-unknown = 終了不明
    .took = 最近のスナップショットの最長は { $longest }
    .took-of = 最近のスナップショットの最長は { $longest } (上限 { $limit })
    .trouble = { $kind ->
            [failing-disk] ディスクの障害
            [file-system-damage] ファイル システムの破損
            [shadow-copies-lost] シャドウ コピーの消失
            [image-storage-failed] 使用中のイメージの記憶域の障害
            [storage-path-lost] 記憶域へのパスの消失
            [backup-target] バックアップ先の障害
            [source-missing] バックアップ セットのボリュームの欠落
            [shadow-copies-at-risk] シャドウ コピーの消失のおそれ
            [other-product-failed] ほかの製品の最新のジョブが成功せず
            [snapshot-unprepared] 準備されずに作成されたクラスターの共有ボリュームのスナップショット
            [vm-backup-failed] 仮想マシンのバックアップの失敗
            [vm-storage] 仮想マシンのファイルへのアクセス不能、または空き領域の不足
            [storage-crash] 記憶域のエラーによる Windows の停止
            [restore-failed] 復元の失敗
            [schedule-removed] バックアップのスケジュールの削除
           *[backup-damaged] 作成済みのバックアップの破損
        }
    .unread = ファイル { $count } 個は何も読み取れず、どのホストのものか不明: { $paths }
    .why = { $why ->
            [no-rule] 判定不能の volsnap 27
            [end-not-seen] 終了不明の実行あり
            [unread] 完全には読み取れないログあり
            [checksums] 判定に使うログにチェックサムの不正あり
            [name-shared] 同じ名前のコンピューターが 2 台ある可能性
           *[in-parts] ログが分割されて渡され、別々に判定
        }
    .with-unknown = { $rate }、ほか { $count } 回は終了不明
    .a-day = { $day }
    .box = { $what ->
            [needs-person] 対応が必要なホスト
            [cant-be-told] 判定できないホスト
            [fine] 問題のないホスト
            [failed] 成功しなかった実行
           *[near-limit] CreateTimeout の上限に近いホスト
        }
    .clauses = { $clauses }
    .heat = ホストと夜
    .heat-group = { $state ->
            [needs-person] 対応が必要なホスト { $count } 台
            [cant-be-told] 確実には判定できないホスト { $count } 台
           *[fine] 問題のないホスト { $count } 台
        }
    .heat-is = 1 行が 1 台のホスト、1 列が 1 夜 (そのホストのタイム ゾーンで正午から翌日の正午まで) です。日付は始まりの日です。
    .heat-left = 何かがあったほかの { $count } 夜は図に含まれません。JSON にはあります。
    .more-days = ほか { $count } 夜
    .nights-in = { $state }: { $days }
    .page-title = volsift: ホスト { $hosts } 台
    .range = { $first } ～ { $last }: { $count } 台
    .row = { $runs ->
            [0] 実行なし
           *[other] 実行 { $runs } 回
        }{ $failed ->
            [0] {""}
           *[other] 、成功せず { $failed } 回
        }{ $errors ->
            [0] {""}
           *[other] 、volsnap 27 が { $errors } 件
        }
