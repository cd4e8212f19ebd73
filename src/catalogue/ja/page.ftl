# The page: labels, legends, and what stands beside its pictures.

by-run =
    .left-out = 以前の { $count } 件は省略 (すべては --all)
    .more = 同様のものがほかに { $count } 件 (一覧は --all)
    .none = どの実行にも属さないもの: volsnap 27 が { $count } 件
    .one = 実行 S{ $run }、{ $day }: volsnap 27 が { $count } 件
    .several = 実行 { $runs }: volsnap 27 が { $count } 件

label =
    .also-in = { $paths } にもあり
    .bar = 実行 { $of ->
            [product] P
           *[server] S
        }{ $run }: { $outcome }。開始 { $from }
    .basis = 根拠
    .basis-is = { $basis ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        }
    .by-run = すべての volsnap 27 (実行ごと)
    .channel = ログ
    .checksum-failed = チェックサムが不正
    .command = コマンド ライン
    .computer = コンピューター
    .computers = コンピューター (問題の大きい順)
    .confidence = 信頼度
    .confidence-is = { $confidence ->
            [high] 高
            [medium] 中
           *[low] 低
        }
    .count = { $count }
    .counts = 件数
    .coverage = ログの収録期間
    .covered = 収録あり
    .damaged-begin = 先頭に破損あり
    .damaged-end = 末尾が切れている可能性あり
    .departure-mark = 切断されたディスクのレコード { $count } 件: { $time }
    .earlier-trouble = 以前の問題のある夜 { $count } 日はマス目のみ (すべての夜は --all)
    .error-mark = volsnap 27 が { $count } 件、{ $verdict }: { $record }、{ $time }
    .errors-in-words = { $verdict ->
            [actionable] 要対応
            [side-effect] 副次的
            [benign] 無害
           *[undetermined] 判定不能
        } { $count } 件
    .event = イベント
    .event-is = { $event }
    .evidence = レコード
    .evidence-is = このページで引用したレコード { $count } 件
    .failed = 読み取り不能
    .file = ファイル
    .files = 読み取ったファイル
    .fingerprints = 読み取ったファイルの SHA-256
    .from-to = 期間
    .gap-ids = { $gap }、レコード { $after } と { $before } の間
    .gap-is = { $cause ->
            [record-id-jump] この間の ID はどのログにもなし
            [unreadable] 宣言されているのに読み取り不能
            [cleared] ログの消去
            [recreated] ログの作り直し
            [two-logs] 内容の異なる 2 つのログ
            [checksum] チェックサムが不正
           *[clock-set] 時計の変更
        }: { $from } ～ { $to }
    .gaps = 欠落 { $count } 箇所
    .gaps-more = ほかに { $count } 箇所 (一覧は --all)
    .hours = 起きたこと
    .in-words = 説明
    .incomplete = ログだけではわからないことがあります
    .issues = 不備
    .legend = 凡例
    .legend-departure = 切断されたディスク
    .legend-error = 27 { $verdict }
    .legend-limit = CreateTimeout の値
    .legend-made = 作成されたスナップショット
    .legend-not-covered = System (上) または Backup ログ (下) にない時間
    .legend-run = { $outcome ->
            [succeeded] 成功した実行
            [partial] 一部のみ成功、取り消し、中断
            [failed] 失敗または未開始
           *[end-not-seen] 終了不明
        }
    .legend-snapshot = スナップショットの作成中
    .legend-square = { $mood ->
            [bad] 対応が必要な夜
            [open] 判定不能
            [good] 問題なし
           *[none] 実行なし
        }
    .legend-trend = 傾向
    .legend-trouble = { $of ->
            [disk] ディスクの障害
            [file-system] ファイル システムの障害
            [copies] シャドウ コピーの問題
           *[backup] バックアップ先または対象の問題
        }
    .legend-waited = 時間内に作成されなかったスナップショット
    .limit-is = 上限 { $limit }
    .limit-line = 上限 { $limit }{ $shown ->
            [yes] {" "}(この時間で打ち切られた実行による)
           *[no] {""}
        }
    .local-time = 現地時刻
    .made-by = このページの作成方法
    .meets = 上限に到達
    .mood = { $mood ->
            [bad] 対応が必要
            [open] 判定不能
            [good] 問題なし
           *[plain] 該当なし
        }
    .more-cites = ほか { $count } 件
    .night = 夜
    .night-is = { $day }
    .nights = 夜ごとの実行
    .nights-are = 1 行が 1 夜 (正午から翌日の正午まで、{ $zone })。日付は始まりの日です。
    .nights-are-squares = 1 マスが 1 夜 (正午から翌日の正午まで、{ $zone })。日付は始まりの日です。問題のある夜は、下に 1 夜ずつ示します。
    .nights-column = 最近の夜
    .no-command = 記録なし
    .no-fingerprint = なし (2 回は読み取れないため)
    .no-fingerprints = 記録なし
    .not-covered = { $log ->
            [system] System はこの時間を収録していないので、volsnap 27 があってもわかりません
           *[backup] Windows Server バックアップのログはこの時間を収録していないので、実行があってもわかりません
        }
    .nothing-between = 実行、volsnap 27、問題のいずれもない夜 { $count } 日
    .program = プログラム
    .read = 重要
    .record = レコード
    .records-count = レコード数
    .recovered = 復元した古いレコード
    .rules = 規則
    .run-in-words = { $of ->
            [product] P
           *[server] S
        }{ $run } { $outcome }
    .runs-in-words = 実行 { $count } 回は{ $outcome }
    .schema = JSON のスキーマ
    .schema-version = schema_version { $version }
    .size = バイト数
    .skip = レポートへ移動
    .skipped = 対象外
    .snapshot-made = S{ $run }: スナップショットの作成に { $took }、{ $time } の実行
    .snapshot-phase = { $made ->
            [yes] スナップショットの作成中
           *[no] スナップショットの待機中 (作成されず)
        }
    .snapshot-waited = S{ $run }: { $took }で作成されなかったスナップショット、{ $time } の実行
    .square = { $day }: { $mood ->
            [bad] 対応が必要
            [open] 判定不能
            [good] 問題なし
            [plain] 実行なし
           *[none] 該当なし
        }
    .state = 状態
    .took = { $duration }
    .trend = スナップショットと CreateTimeout
    .trend-grows = 1 日に { $by }ずつ長くなり、このままでは { $meets } に上限に達します。
    .trend-grows-on = 1 日に { $by }ずつ長くなっています。
    .trend-limit = CreateTimeout は { $limit }です。
    .trend-limit-shown = CreateTimeout の値は不明ですが、{ $limit }で打ち切られた実行があります。
    .trend-limit-unknown = CreateTimeout は不明です。示された値より長くかかったスナップショットがあります。
    .trend-none = 明らかな増加はありません。
    .trend-of = 作成されたスナップショットは { $nights } 個、最近の 10 個で最長のものは { $longest }でした。
    .trouble-in-words = { $of ->
            [disk] ディスクの障害
            [file-system] ファイル システムの障害
            [copies] シャドウ コピーの問題
           *[backup] バックアップ先または対象の問題
        }
    .trouble-mark = { $of ->
            [disk] ディスクの障害
            [file-system] ファイル システムの障害
            [copies] シャドウ コピーの問題
           *[backup] バックアップ先または対象の問題
        } { $count } 件: { $record }、{ $time }
    .utc = UTC 時刻
    .verdict = 判定
    .verdict-is = { $verdict ->
            [actionable] 要対応
            [side-effect] 副次的
            [benign] 無害
           *[undetermined] 判定不能
        }
    .version = volsift { $version }
    .volume = ボリューム
    .what = 説明

page =
    .banner-doubtful = ログの一部のチェックサムが不正です。その部分は、無害であることの証拠になりません。
    .banner-incomplete = ログで宣言されているもののすべては読み取れませんでした。失われた部分に、ここにない問題があるかもしれません。
    .banner-more = ほかに { $count } 件の制約 (下記の各コンピューターを参照)
    .banner-undecided = { $computer }: { $limit }
    .box-computers = コンピューター{ $count ->
           *[other] {" "}(台)
        }
    .box-failed = 成功しなかった実行{ $count ->
           *[other] {" "}(回)
        }
    .box-no-27 = volsnap 27 の件数
    .box-other-runs = ほかの製品の実行{ $count ->
           *[other] {" "}(回)
        }
    .box-runs = バックアップの実行{ $count ->
           *[other] {" "}(回)
        }
    .box-trouble = ほかの問題{ $count ->
           *[other] {" "}(件)
        }
    .box-verdict = volsnap 27 { $verdict ->
            [actionable] 要対応
            [side-effect] 副次的
            [benign] 無害
           *[undetermined] 判定不能
        }{ $count ->
           *[other] {" "}(件)
        }
    .of-computer = { $clauses }
    .title = volsift レポート
    .title-of = { $computer }: volsift レポート
    .title-of-several = コンピューター { $count } 台: volsift レポート
