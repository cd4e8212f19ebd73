# Advice and next steps, as polite sentences.

advice =
    .basis-first-step = 最初の段階として、現在の値に 10 分を加えた値です。仮想マシンの台数 (--vms-ok、--vms-total) を指定すれば計算できます
    .basis-given = 10 分以内にバックアップできる仮想マシンは { $total } 台中 { $ok } 台なので、10 分 × ceil({ $total }/{ $ok }) + 余裕 10 分です
    .basis-in-logs = これらのログでは仮想マシン { $ok } 台の実行が成功し、{ $total } 台の実行が成功していないので、10 分 × ceil({ $total }/{ $ok }) + 余裕 10 分です
    .basis-longest = これらのログで成功したスナップショットの最長 { $longest }に、余裕 10 分を加えた値です
    .basis-more-than-load = 仮想マシンの台数から求めた { $minutes } 分では現在の値を超えないので、現在の値に 10 分を加えた値です
    .basis-waited = ある実行がスナップショットを { $waited }待って失敗しており、現在の CreateTimeout はおよそその値なので、それに余裕 10 分を加えた値です
    .comes-and-goes-so-sure = { $nights } 晩のうち { $failed } 晩で、スナップショットの作成が{ $certainty ->
            [certain] 間に合いませんでした
            [likely] 間に合わなかった可能性が高いです
           *[possible] 間に合わなかった可能性があります (別の解釈は VSS の何らかの障害)
        }。最後は { $last } です。
    .contact-support = CreateTimeout が { $value }でも、スナップショットの作成に失敗しています。値の種類が REG_DWORD で単位がミリ秒であること、ホストを再起動したことを確認してください。どちらも問題がなければ、Microsoft サポートに問い合わせてください。
    .hardware-first-disks = ハードウェアの確認が先です。ディスク { $disks } に障害があります。ベンダーのツールや SMART で確認し、仮想マシンをエクスポートしてからディスクを交換してください。chkdsk /r は時間稼ぎにしかなりません。
    .hardware-first-of-several = ハードウェアの確認が先です: { $troubles }。ベンダーのツールや SMART でハードウェアを確認し、仮想マシンをエクスポートしてから、故障したものを交換してください。chkdsk /r はそれまでの時間稼ぎにしかなりません。
    .image-damaged-inside = 中のボリュームのファイル システムの破損 ({ $event })
    .image-in-doubt = 仮想ディスクが破損している可能性があります: { $reasons }。イメージを置いているディスクまたは共有を調べ、イメージを確認してください (読み取り専用でマウントして chkdsk を実行するか、そのバックアップを再実行します)。
    .image-left-dirty = データをフラッシュしないままの切断 ({ $event })
    .image-storage-failed = { $meaning } ({ $event })
    .no-failing-disk = この期間の System のレコードに、ディスク障害の記録 (disk 7、11、52、154) はありません{ $gaps ->
            [0] {""}
           *[other] (ただし { $gaps } 箇所の欠落があります)
        }。これは SMART の確認に代わるものではありません。
    .past = スナップショットの作成が間に合わずに失敗した以前の実行が { $count } 回あります (最後は { $last })。その後の実行は成功しているので、過去の問題です。
    .past-check = { $past }仮想マシン { $total } 台のうち { $ok } 台を 10 分以内にバックアップできる場合、CreateTimeout は { $minutes } 分 = { $value } が適切です。現在の値を確認し、これより小さければ引き上げてください。
    .past-keep = { $past }その後、スナップショットに既定の 10 分を超える { $took }かかった実行があるので、CreateTimeout は現在の値のままにしてください。
    .past-raise = { $past }仮想マシン { $total } 台のうち { $ok } 台を 10 分以内にバックアップできる場合、CreateTimeout は { $minutes } 分 = { $value } が適切ですが、現在は { $now }です。引き上げてください。
    .prove-load = 負荷が原因であることを確かめるには、仮想マシンをすべてシャットダウンするか保存して、バックアップを 1 回実行してください。成功すれば、全台の稼働中はディスクの能力が足りず、スナップショットの作成が間に合っていません。
    .raise = { $why }CreateTimeout を { $minutes } 分 = { $value } に引き上げてください。根拠: { $basis }。既定値は 10 分です。設定後にホストを再起動してください (Server 2008 R2 では必須です。それより新しいバージョンでは次の実行から有効です)。
    .raise-before-it-fails = 実行が失敗する前に { $minutes } 分 = { $milliseconds } に引き上げ、何が増えているか (仮想マシン、変更量、その時間帯の負荷) を調べてください。
    .raise-if-so = { $why }Windows Server バックアップのログで待ち時間が 10 分であれば、CreateTimeout を { $minutes } 分 = { $value } に引き上げてください。根拠: { $basis }。
    .raised-since = { $why }待ち時間は { $waited }で、CreateTimeout は既に { $value }になっています。変更後にホストを再起動したことを確認し、バックアップを再実行してください。
    .run-not-in-time = 実行 S{ $run } ({ $day }) では、スナップショットの作成が{ $certainty ->
            [certain] 間に合いませんでした
            [likely] 間に合わなかった可能性が高いです
           *[possible] 間に合わなかった可能性があります (別の解釈は VSS の何らかの障害)
        }。{ $more ->
            [0] {""}
           *[other] それより前の { $more } 回の実行でも同様です。
        }
    .slip-of-ten = --create-timeout が { $value }になっています。公開されている値には 10 倍の誤り (10 分を 6 000 000 ms、20 分を 12 000 000 ms とするもの) があります。{ $meant }のつもりなら { $milliseconds } です
    .slip-of-ten-found = { $computer } の CreateTimeout が { $value }になっています。公開されている値には 10 倍の誤り (10 分を 6 000 000 ms、20 分を 12 000 000 ms とするもの) があります。{ $meant }のつもりなら { $milliseconds } です
    .snapshots-grow = スナップショットの所要時間は 1 晩に { $slope }ずつ延びており ({ $first } ～ { $last } の { $nights } 晩の中央値)、このままでは { $day } ごろに CreateTimeout ({ $limit }) に達します。{ $proposal }
    .snapshots-grow-limit-unknown = スナップショットの所要時間は 1 晩に { $slope }ずつ延びており ({ $first } ～ { $last } の { $nights } 晩の中央値)、最近では { $longest }かかった実行があります。CreateTimeout は不明です。レジストリの SPP キーを入手すると、いつ達するかがわかります。
    .snapshots-near-limit = 最近の晩のスナップショットには最長 { $longest }かかっており、CreateTimeout ({ $limit }) の { $percent } % です。{ $proposal }

ask =
    .all-of-it = 重要な時刻のレコードがないので、ログ全体と、アーカイブされたログまたはコピー
    .backup-log = Windows Server バックアップのログ (Microsoft-Windows-Backup) を入手してください。このログがなく、バックアップの成功を証明できるのはこのログだけです。
    .backup-log-for-wait-of-run = まず Windows Server バックアップのログ (Microsoft-Windows-Backup) を入手してください。実行 S{ $run } がスナップショットを待った時間がわかり、タイムアウトか VSS の何らかの障害かを判断できます。
    .backup-log-lacks = Windows Server バックアップのログを再度入手してください: { $lacks }。
    .backup-log-not-exported = Windows Server バックアップのログ (Microsoft-Windows-Backup) を入手してください。ホストにはありますが、エクスポートできなかったため収集されていません (エラー { $code })。
    .collection = 以下で求めるものがすべて入る 1 つのファイルを入手してください。このコマンドが書き出す collect.cmd を顧客に送り、バックアップの実行中でないときに管理者として実行してもらいます。
    .collection-again = 改めて収集した 1 つのファイルを入手してください。collect.cmd をバックアップの実行中でないときに管理者として再度実行すると、以下で求めるもののうち、ホストにあるものがすべて入ります。
    .driver-logs = ホストが自動的に記録している次のログを入手してください: { $files }。
    .driver-logs-again = ドライバーのログを、完全な形で再度入手してください。これらの 27 の前後のレコードがないか、信頼できません。
    .driver-logs-if-there = その Windows にあれば、ホストが自動的に記録している次のログを入手してください: { $files }。
    .log-of-copies = { $file } (存在したシャドウ コピー)
    .log-of-departures = { $file } (切断されたディスクの種類)
    .log-of-disks = { $file } (各ボリュームがあったディスク)
    .log-of-images = { $file } (イメージが接続、切断された時刻)
    .log-of-models = { $file } (ディスクと番号の対応)
    .log-of-volumes = { $file } (ホストのボリューム)
    .mountvol = ホストのボリュームの一覧を、バックアップの実行中でないときに (あれば障害が起きる前のものを) 入手し、--mountvol で指定してください。常設ボリュームと一時ボリュームを区別できます。
    .mountvol-supports = バックアップの実行中でないときに作成した mountvol の一覧を入手してください。--mountvol で指定すると、推定の 27 の裏付けになります。
    .newer = 対象の期間より前で終わっているので、エクスポートし直したもの
    .no-backup-log-there = このホストを何がバックアップしているかを確認し、その製品のログを入手してください。マニフェストによると、このホストに Windows Server バックアップのログはありません。
    .of-this-machine = 2 つのログに同じ ID で異なるレコードがあるので、このコンピューターだけのもの
    .older = 対象の期間より後から始まっているので、アーカイブされたログまたはコピーにある、より古いレコードも
    .other-product = 仮想ディスクを切断したもの (別のバックアップ製品、ユーザー プロファイル ディスク、手動操作など) を特定し、そのログを調べてください。これらの時刻に Windows Server バックアップの実行はありません。
    .reaching = 重要な時刻のすべてを収録していないので、できるだけ前までさかのぼるもの
    .system-log = System ログを入手してください。volsnap 27、ディスク障害、ファイル システムの破損はこのログに記録されますが、指定されていません。
    .system-log-lacks = System ログを再度入手してください: { $lacks }。
    .system-log-not-exported = System ログを入手してください。エクスポートできなかったため収集されていません (エラー { $code })。
    .what-backs-up = このホストを何がバックアップしているかを確認し、その製品のログを入手してください。これらのログに Windows Server バックアップの形跡はありません (レコードがなく、エンジン wbengine の動作も確認できません)。Windows Server バックアップを使っている場合は Microsoft-Windows-Backup ログが判断の決め手です。この機能のないホストに、このログはありません。
    .whole = 指定されたファイルが破損しているか途切れているので、完全な形でエクスポートし直したもの

next =
    .ask-for-wait = まず Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)。スナップショットを待った時間がわかります
    .cancelled = 取り消した人または原因を調べ、バックアップを再実行します
    .check-create-timeout = 現在の CreateTimeout を確認し、{ $minutes } 分より小さければ引き上げます (「次に行うこと」を参照)
    .disk-hardware = まずディスクを確認します
    .end-not-seen = 実行の終了後にエクスポートした Microsoft-Windows-Backup ログを入手します (「次に行うこと」を参照)
    .end-proves-nothing = 終了のレコードからは結果を確認できません。そのバックアップがあるかを確認するか (wbadmin get versions)、再実行します
    .hr-8078002A = バックアップ先のセクターが 4096 バイトかどうかを確認します (fsutil fsinfo ntfsinfo)。古い Windows はそこにイメージを書き込めません。4096 バイトでなければ、バックアップ先のディスクを確認します
    .hr-807800C5 = まずバックアップ先を確認します (空き領域、接続)。問題がなければ、小さな対象ボリュームの空きを vssadmin list shadowstorage で確認します
    .hr-80780119 = 小さなシステム パーティションの空きを作るか、シャドウ コピーの記憶域を別の場所に移します: vssadmin list shadowstorage、vssadmin add shadowstorage
    .hr-8078011E = EFI システム パーティションのファイルを使用していたもの (ウイルス対策、同時に動いた別のバックアップ) を特定し、対象から外します
    .interrupted = コンピューターが停止した原因を調べ (Kernel-Power 41、EventLog 6008)、バックアップを再実行します
    .keep-create-timeout = CreateTimeout は現在の値のままにします (「次に行うこと」を参照)。その値で、その後の実行は成功しています
    .network = 共有を確認します (パス、資格情報、その時刻のネットワーク)
    .overcome = この実行について行うことはありません。その後の実行は成功しています
    .policy = スケジュール、その時刻の別の実行、バックアップのグループ ポリシーを確認します
    .raise-create-timeout = CreateTimeout を { $minutes } 分に引き上げます (「次に行うこと」を参照)
    .run-again = バックアップを再実行します。CreateTimeout は既に { $value }です (「次に行うこと」を参照)
    .shadow-storage = vssadmin list shadowstorage で確認し、空きを作るかサイズを変更します (小さなシステム パーティションも)
    .snapshot-lost = その時刻の volsnap イベントを調べます。対象のシャドウ コピーの記憶域が足りなくなりました
    .snapshot-timeout = CreateTimeout を引き上げます (volsift timeout)。負荷が原因かどうかは、仮想マシンをシャットダウンして確かめます
    .source = 実行が示すバックアップ対象のボリュームを確認します
    .system-writer = vssadmin list writers で確認し、System Writer を修復します
    .target-storage = バックアップ先を確認します (空き領域、アクセス権、接続)
    .unknown = コードの意味を調べます。実行のイベントとともに Microsoft サポートに問い合わせます
    .virtual-machines = 示された仮想マシンのファイルを使用しているもの (別のバックアップ、ウイルス対策、結合中のチェックポイント: Get-VMSnapshot) を調べ、バックアップを再実行します
    .vss = その時刻の VSS と SPP のイベントを調べます。vssadmin list writers も確認します
    .vss-provider = vssadmin list providers で確認し、ほかの製品のプロバイダーを削除するか更新します
    .vss-timeout = CreateTimeout では解決しません。その時間帯のディスクの負荷を減らします。vssadmin list writers も確認します
    .vss-writer = vssadmin list writers で確認し、失敗したライターのサービスを再起動します

next-trouble =
    .backup-target = バックアップ先を確認します (空き領域、アクセス権、接続)
    .failing-disk = ハードウェアの確認が先です。ベンダーのツールや SMART でディスクを確認し、仮想マシンをエクスポートしてから交換します。chkdsk /r は時間稼ぎにしかなりません
    .file-system-damage = ボリュームに chkdsk /scan を実行し、原因となったディスク エラーを探します
    .image-storage-failed = イメージを置いているディスクまたは共有を調べ、イメージを確認して、そのバックアップを再実行します
    .other-product-failed = 製品自体のログを調べ、ジョブの問題を解決して再実行します。それより新しいバックアップはありません
    .restore-failed = レコードのコードを調べ、原因を取り除いて復元をやり直します。復元が中断したボリュームはフォーマットが必要な場合があります
    .schedule-removed = 現在何がバックアップしているかを確認します。何もなければ、スケジュールを設定し直します
    .shadow-copies-at-risk = vssadmin list shadowstorage で確認し、空きを作るかサイズを変更します
    .shadow-copies-lost = vssadmin list shadows で残りを、vssadmin list shadowstorage で空きと場所を確認し、早めに新しいバックアップを作成します
    .snapshot-unprepared = そのボリュームの内容の復元をテストします。バックアップには、クラスターの共有ボリュームに対応した製品を使います
    .storage-crash = Windows とページ ファイルのあるディスク (SMART、ベンダーのツール) とそこまでのパスを確認し、ボリュームに chkdsk /scan を実行します
    .vm-backup-failed = その仮想マシンがバックアップに含まれているかを確認します (wbadmin get versions、または製品自身のログ)。復元をテストするか、改めてバックアップします
    .vm-storage = Hyper-V マネージャーでその仮想マシンを調べ、ファイルのあるディスクまたは共有の空き、アクセス、結合待ちのチェックポイントを確認します
    .backup-damaged = wbadmin get versions で、どのバックアップがあるかを確認します。復元をテストし、バックアップ先のディスクを調べ、新しいバックアップを作成します
    .source-missing = ボリュームを見つけるか、バックアップ セットから外します。バックアップされていません
    .storage-path-lost = その時刻のネットワーク、ストレージ装置、クラスター、またはディスクとケーブルを調べ、どのボリュームがそこにあるかを確認します

who =
    .asked-for-snapshot = { $when }に { $program } がスナップショットを要求しました ({ $event })
    .said-and-who = { $said }。{ $who }
    .service-ran = { $when }に { $product } のサービス { $service } が開始または停止しました ({ $event })
    .worked-with-snapshots = { $when }に { $program } がスナップショットを処理しました ({ $event })
