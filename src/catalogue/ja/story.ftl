# First lines, titles, findings and tables: short, without a verb where one is not needed.

about =
    .computer = { $names }: { $windows }、{ $times }
    .name = { $computer }
    .names = { $computer } (別名 { $aliases })
    .windows = { $windows }
    .windows-unknown = Windows のバージョンは不明 (EventLog 6013 なし)
    .zone-given = 時刻は { $zone } と UTC
    .zone-of-host = 時刻は { $zone } (イベント 6013) と UTC
    .zone-unknown = 時刻は UTC。ホストのタイム ゾーンは不明 (EventLog 6013 なし)。--tz で指定可能
    .zone-utc = 時刻は UTC

account =
    .all-declared = { $read } (宣言されている全件)
    .archives = アーカイブ { $count } 個
    .collection = 収集の内容 (ログ { $exported } 個、存在しないログ { $absent } 個{ $failed ->
            [0] {""}
           *[other] 、エクスポートできなかったログ { $failed } 個
        })
    .contexts = 一覧とレジストリのエクスポート { $count } 個
    .create-timeout = CreateTimeout = { $milliseconds } ms
    .default-timeout = CreateTimeout なし (既定値を使用)
    .doubtful = { $read }。一部は信頼できません
    .exports = エクスポート { $count } 個
    .files = 見つかったファイル { $count } 個: { $parts }
    .incomplete = { $read }{ $failed ->
            [0] {""}
           *[other] 、宣言されているのに読み取れないもの { $failed } 件
        }{ $recovered ->
            [0] {""}
           *[other] 、復元した古いレコード { $recovered } 件
        }。すべては読み取れませんでした
    .logs = ログ { $count } 個
    .no-failing-disk = System ({ $first } ～ { $last }{ $gaps ->
            [0] {""}
           *[other] 、欠落 { $gaps } 箇所
        }) に、ディスク障害の記録 (disk 7、11、52、154) はありません。SMART の確認に代わるものではありません。
    .of = { $computer }: { $what }
    .others = 対象外 { $count } 個
    .read = ログ { $logs } 個、読み取ったレコード { $records } 件
    .recovered = { $read }、復元した古いレコード { $recovered } 件。宣言されているものはすべて読み取りました
    .taken = { $path } から: { $what }
    .taken-found = { $path } (ログと一緒にあったもの) から: { $what }
    .told = ここに記載したもの { $count } 個
    .disks = ディスクの状態 ({ $ill ->
            [0] 異常なし
           *[other] 異常 { $ill } 台
        })
    .volumes = ボリューム { $count } 個

coverage =
    .channel = { $channel }
    .flaws = 上記参照
    .gaps = 欠落 { $count } 箇所
    .no-flaws = なし
    .records = { $count }
    .title-channel = チャネル
    .title-flaws = 不備
    .title-records = レコード数
    .title-times = 収録期間

finding =
    .also = ほかに ({ $certainty ->
            [certain] 確実
            [likely] 可能性大
           *[possible] 可能性あり
        }): { $phrase }
    .and-more = { $phrase }、ほか { $more } 件
    .cause = 原因 ({ $certainty ->
            [certain] 確実
            [likely] 可能性大
           *[possible] 可能性あり
        }): { $phrase }
    .cause-by-code = 原因 ({ $certainty ->
            [certain] 確実
            [likely] 可能性大
           *[possible] 可能性あり
        }): { $code } = { $decimal }: { $meaning }
    .cause-or = 原因 ({ $certainty ->
            [certain] 確実
            [likely] 可能性大
           *[possible] 可能性あり
        }): { $phrase }。別の解釈: { $other } ({ $because })
    .code = { $which ->
            [detail] 詳細コード
           *[code] コード
        } { $code } = { $decimal }: { $meaning }
    .evidence = { $advice ->
            [ask-mountvol] mountvol.txt
            [ask-driver-logs] ドライバーのログ
            [ask-backup-log] Backup ログ
            [ask-system-log] System ログ
           *[other] 示されたもの
        }
    .facts = { $facts }
    .guest-io = スナップショットの待機中に、ゲストの I/O に時間がかかりました ({ $device }、{ $count } 件、最長 { $longest })。格納先の記憶域が低速でした
    .machinery = この間の VSS と SPP のエラー
    .member = { $name }
    .member-of-some = { $name } ({ $runs } のみ)
    .members = { $names } が { $code } で失敗: { $meaning }
    .more-members = ほか { $count } 件
    .next = 次の手順: { $step }
    .not-begun = { $names } は未着手 ({ $code })
    .past = { $phrase } (最後は { $last }、以降はなし)
    .past-disk = ディスク { $disk } のエラー ({ $last } まで、以降はなし)
    .period = 期間: { $from } ～ { $to }
    .run = バックアップの実行 S{ $number } は{ $outcome ->
            [partial] 一部のみ成功
            [cancelled] 取り消し
            [failed] 失敗
            [not-started] 未開始
            [interrupted] 中断
            [succeeded] 成功
            [succeeded-with-skipped-files] 成功 (ファイルのスキップあり)
           *[end-not-seen] 終了不明
        }、{ $time }
    .runs = バックアップの実行 { $count } 回 ({ $runs }) は{ $outcome ->
            [partial] 一部のみ成功
            [cancelled] 取り消し
            [failed] 失敗
            [not-started] 未開始
            [interrupted] 中断
           *[end-not-seen] 終了不明
        }: { $from } ～ { $to }
    .single-commands = 個々のコマンドは --all で表示
    .surer = 確実にするには collect.cmd ({ $evidence }。コマンドは --all で表示)
    .told-at = { $text }、{ $time }
    .told-between = { $text }、{ $first } ～ { $last }
    .trouble = { $phrase }: { $text }
    .waited = スナップショットの待ち時間は { $wait }
    .waited-between = スナップショットの待ち時間は { $least } ～ { $most }

group =
    .alone = { $record }、{ $status }
    .benign = { $errors }: 無害、{ $basis ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        } (信頼度: { $confidence ->
            [high] 高
            [medium] 中
           *[low] 低
        })
    .head = { $errors }: { $verdict ->
            [actionable] 要対応
            [side-effect] 副次的、対処が必要なのは実行の方
            [benign] 無害
           *[undetermined] 判定不能
        } (信頼度: { $confidence ->
            [high] 高
            [medium] 中
           *[low] 低
        })
    .last = { $record } まで、{ $time }
    .of-all-runs = { $runs } 回の実行の volsnap 27 ({ $count } 件)
    .of-no-run = volsnap 27 ({ $count } 件)
    .of-run = 実行 S{ $run } の volsnap 27 ({ $count } 件)
    .of-runs = { $runs } 回の実行 ({ $which }) の volsnap 27 ({ $count } 件)
    .one = { $record }、{ $status }、{ $time }
    .one-not-logged = { $record } (ログに書き込めなかった volsnap 27)、{ $status }、{ $time }
    .reason = { $rule } { $text }
    .reason-first = { $rule } { $text } ({ $count } 件の最初のもの)
    .reason-of-some = { $rule } { $text } ({ $of } 件中 { $count } 件)
    .reasons-more = { $rule } はほかのボリュームまたはディスク { $more } 件についても同様です (--all で全件を表示)
    .several = { $first } ～ { $last }、{ $status }、{ $from } ～ { $to }
    .status = { $status }
    .status-differ = ステータスは { $field } または { $packet }
    .status-missing = ステータスなし
    .status-unreadable = ステータスを読み取れず
    .together = { $first } ～ { $last }、{ $status }
    .together-on = { $first } ～ { $last }、{ $from } ～ { $to }
    .volume = ボリューム { $volume }
    .volume-hint = ボリューム { $volume } ({ $hint }。手掛かりであって証明ではない)
    .volume-more = ボリューム { $volume }、ほか { $more } 個
    .volumes = ボリューム { $volumes }
    .volumes-more = ボリューム { $volumes }、ほか { $more } 個

headline =
    .all-of-basis = { $basis ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        }
    .benign = 無害 { $count } 件
    .benign-bases = 無害 { $count } 件 ({ $bases })
    .benign-helped = 無害 { $count } 件 ({ $bases }。mountvol.txt があれば { $presumed } 件は裏付け可能)
    .cant-be-told = System ログがなく、volsnap 27 の有無は不明
    .cant-be-told-but = System ログがなく、volsnap 27 の有無は不明 (ログに書き込めなかったもの { $count } 件)
    .cant-be-told-of-runs = { $runs ->
            [1] バックアップの実行
           *[other] バックアップの実行 { $runs } 回のすべて
        }について、volsnap 27 の有無は不明
    .checksums-wrong = チェックサムの一致しないログが { $count } 個あり、その部分は無害の根拠にならない
    .damaged = { $log ->
            [backup] Backup ログ
           *[system] System ログ
        }が{ $how ->
            [cut] 途切れており
           *[damaged] 破損しており
        }、読み取ったレコードは { $count } 件
    .ends-unseen = { $runs } (うち { $unseen } 回は終了不明)
    .errors = volsnap 27 エラー { $count } 件: { $verdicts }
    .files-skipped = { $count } 回の実行でファイルをスキップ
    .images-damaged = { $count } 回の実行でイメージ内のファイル システムの破損 (該当のゲストを要確認)
    .more-told = ほかに留意点 { $count } 件
    .more-trouble = ほかの障害 { $count } 件
    .name-shared = 2 台のコンピューターが同じ名前の可能性
    .needs-you = 要対応 { $count } 件
    .no-runs = これらのログにバックアップの実行なし
    .no-runs-in-range = 対象の期間にバックアップの実行なし
    .none-between = volsnap 27 エラーなし ({ $first } ～ { $last }、System)
    .none-on = volsnap 27 エラーなし (System が収録する { $day } の { $length })
    .none-within = volsnap 27 エラーなし (System が収録する { $first } ～ { $last } の { $length })
    .nothing-known = 指定された期間については何も不明
    .of-basis = { $basis ->
            [proven] 確証あり
            [supported] 裏付けあり
           *[presumed] 推定
        } { $count } 件
    .of-computer = { $computer }: { $clauses }
    .of-computers = { $computers }: { $clauses }
    .other-runs-failed = Windows Server バックアップの実行なし (ほかの製品の実行 { $runs } 回中 { $failed } 回が成功せず)
    .other-runs-fine = Windows Server バックアップの実行なし (ほかの製品の実行 { $runs } 回、失敗の記録なし)
    .others-damaged = ほかのログ { $count } 個は完全には読み取れず
    .runs-failed = バックアップの実行 { $runs } 回中 { $failed } 回が成功せず
    .runs-fine = バックアップの実行 { $runs } 回、失敗なし
    .side-effects = 成功しなかった実行に伴う副次的なもの { $count } 件
    .undetermined = 判定不能 { $count } 件

hosts =
    .backup-short = うち { $count } 台は Windows Server バックアップのログがないか、欠落があるか、早く終わっている
    .cant-be-told = 確実には判定できないもの { $count } 台 ({ $names })
    .files-skipped = うち { $count } 台でバックアップがファイルをスキップ
    .files-unread = ファイル { $count } 個は完全には読み取れず (後述)
    .groups = { $groups }
    .images-damaged = うち { $count } 台でイメージ内のファイル システムの破損 (該当のゲストを要確認)
    .limited = { $limit }: { $names }
    .line-and-files = { $line }。{ $clause }
    .lists-given = イベントを一覧したテキストが { $count } 個指定されましたが、判定には使いません。ログ自体を入手してください (後述)
    .more = ほか { $count } 台
    .name = { $computer }
    .need-a-person = 対応が必要なもの { $count } 台 ({ $names })
    .no-event = イベントを読み取れませんでした
    .no-event-asked-for = 指定されたコンピューターのイベントがありません
    .nothing-here = これらのログには volsnap 27 もバックアップの実行もありません。System と Microsoft-Windows-Backup を検索しました。
    .nothing-in-range = 対象の期間には volsnap 27 もバックアップの実行もありません。System と Microsoft-Windows-Backup を検索しました。
    .of-all = ホスト { $hosts } 台: { $clauses }
    .quiet = 問題なし { $count } 台
    .quiet-together = 問題のないホスト { $count } 台: { $runs ->
            [0] バックアップの実行なし
           *[other] バックアップの実行 { $runs } 回、失敗なし
        }{ $others ->
            [0] {""}
           *[other] 、ほかの製品の実行 { $others } 回
        }、{ $errors ->
            [0] volsnap 27 なし
           *[other] volsnap 27 は { $errors } 件ですべて無害
        }: { $names }
    .system-holes = うち { $count } 台は System のレコードに欠落あり
    .system-short = うち { $count } 台は System がすべての実行を収録していない
    .worth-knowing = うち { $count } 台: { $phrase }

quiet =
    .all-27 = 無害: volsnap 27 が { $count } 件、{ $first } ～ { $last }、{ $from } ～ { $to }
    .files-skipped = ファイルをスキップした実行: { $runs }
    .image-damaged = 実行 S{ $number } でイメージ内のファイル システムの破損 (該当のゲストを要確認)
    .images-damaged = 実行 { $runs } でイメージ内のファイル システムの破損 (該当のゲストを要確認)
    .of-product = { $product } { $count } 回
    .one-27 = 無害: { $record }、{ $time }
    .other-runs = ほかの製品の実行: { $runs }
    .run = バックアップの実行 S{ $number } は成功{ $outcome ->
            [succeeded-with-skipped-files] {" "}(ファイルのスキップあり)
           *[succeeded] {""}
        }、{ $start }
    .runs = バックアップの実行 { $count } 回 ({ $runs }) は成功、{ $from } ～ { $to }

record =
    .at = { $record }
    .recovered = { $record } (復元)

runs =
    .cause = { $cause ->
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
           *[unknown] 原因不明
        }
    .departures = ほかにディスク切断のレコード { $count } 件
    .earlier-rows = 以前の { $count } 行を省略 (--all で表示)
    .inside-images = ほかにイメージ内の破損 { $count } 件 (ゲストを要確認)
    .more = ほか { $count } 回
    .nights = { $first } ～ { $last }
    .no-27 = なし
    .no-system-log = System ログなし
    .not-all-seen = 一部不明
    .not-seen = 不明
    .one = S{ $number }
    .outcome = { $outcome ->
            [succeeded] 成功
            [succeeded-with-skipped-files] 成功 (スキップあり)
            [succeeded-with-warnings] 警告付き成功
            [partial] 一部成功
            [cancelled] 取り消し
            [failed] 失敗
            [not-started] 未開始
            [interrupted] 中断
            [unknown] 結果の記録なし
           *[end-not-seen] 終了不明
        }{ $count ->
            [1] {""}
           *[other] {" "}{ $count } 回
        }
    .part = { $verdict ->
            [benign] 無害
            [side-effect] 副次的
            [actionable] 要対応
           *[undetermined] 判定不能
        } { $count } 件
    .product = { $product }
    .product-and-subject = { $product }: { $subject }
    .product-one = P{ $number }
    .product-several = P{ $first }-P{ $last }
    .product-start-not-seen = { $product } (開始の記録なし)
    .several = S{ $first }-S{ $last }
    .snapshot-took = スナップショット { $duration }
    .tally = { $parts }
    .title-errors = volsnap 27
    .title-outcome = 結果
    .title-run = 実行
    .title-took = 所要時間
    .title-when = 開始
    .took = { $duration }
    .unprepared = ほかにクラスター ボリュームの準備なしのスナップショット { $count } 件 (復元をテスト)

say =
    .after = { $duration }後
    .before = { $duration }前
    .between-clauses = 。
    .between-items = 、
    .same-moment = 同時刻

story =
    .backup-runs = バックアップの実行
    .input = 入力
    .more-records = ほか { $count } 件
    .needs-a-person = 対応が必要なもの
    .other-27s = その他の volsnap 27
    .runs-of-trouble = 問題のあるバックアップの実行
    .what-limits-the-answer = 判定の制約
    .what-this-rests-on = 判定の根拠
    .what-to-do-next = 次に行うこと
    .worth-knowing = 留意点

unit =
    .days = { $count } 日
    .hours = { $count } 時間
    .milliseconds = { $count } ミリ秒
    .minutes = { $count } 分
    .seconds = { $count } 秒
