<#
Gathers what volsift analyses from a Windows host into one file: event logs, lists of volumes and shadow copies, a few
settings. It changes nothing on the host and needs no network. What it runs and why: docs/collect.md.

  collect.ps1 [-Folder FOLDER] [-Yes] [-Force]

FOLDER is where the file is put; by default where this script lies. -Yes asks nothing; -Force collects although a backup
may be running. Exit status: 0 done, 1 not packed, 2 wrong usage or no administrator, 3 nothing collected.

It runs in every PowerShell from 2.0 on, which is that of Windows Server 2008 R2, and takes the same as collect.cmd.
#>
param([string]$Folder, [switch]$Yes, [switch]$Force)

$version = '1'
# Programs that fail tell so by their exit status; what they print as an error must not end the script.
$ErrorActionPreference = 'Continue'
# Tools are taken from Windows' own folder only. A 32-bit PowerShell sees the 64-bit tools as Sysnative.
$system = Join-Path $env:SystemRoot 'System32'
$native = Join-Path $env:SystemRoot 'Sysnative'
if (Test-Path (Join-Path $native 'wevtutil.exe')) { $system = $native }
if (-not $Folder) { $Folder = Split-Path -Parent $MyInvocation.MyCommand.Path }
if (-not (Test-Path -LiteralPath $Folder -PathType Container)) {
    Write-Host "There is no folder `"$Folder`"."
    exit 2
}
$Folder = (Resolve-Path -LiteralPath $Folder).ProviderPath
$identity = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Write-Host 'Please run this as administrator.'
    exit 2
}

# A folder of its own, which is removed at the end.
$work = Join-Path $env:TEMP ('volsift-' + [Guid]::NewGuid().ToString('N'))
$files = Join-Path $work 'files'
$null = New-Item -ItemType Directory -Path $files
if (-not (Test-Path -LiteralPath $files)) {
    Write-Host "No folder can be made in `"$env:TEMP`"."
    exit 1
}
Push-Location -LiteralPath $files
$script:manifest = @()
$script:missed = 0
$script:bytes = [long]0

function Tell([string]$Line) { $script:manifest += $Line }

function Remove-Work {
    Pop-Location
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
}

# Whether the engine of Windows Server Backup runs.
function Get-Engine {
    if (Get-Process -Name wbengine -ErrorAction SilentlyContinue) { return 'running' }
    'not-running'
}

# Runs a tool, writes what it prints into a file, and tells in the manifest what became of it. What a command that failed
# wrote is no list of everything, so it is not kept.
function Save-Text([string]$File, [string]$Tool, [string]$Command, [string[]]$Arguments) {
    $path = Join-Path $system $Tool
    if (-not (Test-Path -LiteralPath $path)) {
        Tell "text: $File; absent; command=$Command"
        return
    }
    $lines = & $path $Arguments 2>$null
    $code = $LASTEXITCODE
    $lines = @($lines)
    if ($code -eq 0 -and -not (Test-Path -LiteralPath $File) -and $lines.Count -gt 0) {
        [IO.File]::WriteAllLines((Join-Path $files $File), [string[]]$lines, [Text.Encoding]::UTF8)
    }
    Close-Text $File $code $Command
}

function Close-Text([string]$File, [int]$Code, [string]$Command) {
    if ($Code -eq 0 -and (Test-Path -LiteralPath $File)) {
        $size = (Get-Item -LiteralPath $File).Length
        $script:bytes += $size
        Tell "text: $File; taken; size=$size; command=$Command"
        Write-Host "  ${Command}: $size bytes"
        return
    }
    if (Test-Path -LiteralPath $File) { Remove-Item -LiteralPath $File }
    Tell "text: $File; failed; code=$Code; command=$Command"
    Write-Host "  ${Command}: not there, or could not be read (error $Code)"
    $script:missed += 1
}

# Exports a log, copies archived ones that lie beside it, and tells so in the manifest.
function Save-Log([string]$Channel, [string]$Name) {
    if ($listed -and -not ($channels -contains $Channel)) {
        Tell "log: $Channel; absent"
        return
    }
    $enabled = 'unknown'
    $logs = Join-Path $system 'winevt\Logs'
    foreach ($line in @(& $wevtutil gl $Channel 2>$null)) {
        if ($line -match '^\s*enabled:\s*(\S+)') { $enabled = $Matches[1] }
        if ($line -match '^\s*logFileName:\s*(\w:.+)$') { $logs = Split-Path -Parent $Matches[1] }
    }
    $file = "$Name.evtx"
    $null = & $wevtutil epl $Channel $file /ow:true 2>$null
    $code = $LASTEXITCODE
    if ($code -eq 0 -and (Test-Path -LiteralPath $file)) {
        $records = 'unknown'
        foreach ($line in @(& $wevtutil gli $file /lf:true 2>$null)) {
            if ($line -match '^\s*numberOfLogRecords:\s*(\d+)') { $records = $Matches[1] }
        }
        $size = (Get-Item -LiteralPath $file).Length
        $script:bytes += $size
        Tell "log: $Channel; exported; file=$file; size=$size; records=$records; enabled=$enabled"
        Write-Host "  ${Channel}: $size bytes"
    } else {
        if (Test-Path -LiteralPath $file) { Remove-Item -LiteralPath $file }
        Tell "log: $Channel; failed; code=$code"
        Write-Host "  ${Channel}: could not be exported (error $code)"
        $script:missed += 1
    }
    # Full logs that Windows was told to keep lie beside the log as Archive-LOG-TIME.evtx, with %4 for a slash.
    $pattern = 'Archive-' + $Channel.Replace('/', '%4') + '-*.evtx'
    $number = 0
    $archives = @(Get-ChildItem -Path (Join-Path $logs $pattern) -ErrorAction SilentlyContinue | Sort-Object Name)
    foreach ($archive in $archives) {
        if ($archive -eq $null) { continue }
        $number += 1
        $file = "${Name}_archived-$number.evtx"
        Copy-Item -LiteralPath $archive.FullName -Destination $file -ErrorAction SilentlyContinue
        if ($?) {
            $script:bytes += $archive.Length
            Tell "archived: $Channel; taken; file=$file; size=$($archive.Length)"
            Write-Host "  $Channel, archived: $($archive.Length) bytes"
        } else {
            Tell "archived: $Channel; failed; code=1"
            $script:missed += 1
        }
    }
}

$engine = Get-Engine
$shadows = 'unknown'
$list = & (Join-Path $system 'vssadmin.exe') list shadows 2>$null
if ($LASTEXITCODE -eq 0) { $shadows = @($list | Where-Object { $_ -match 'HarddiskVolumeShadowCopy' }).Count }

Write-Host @"

This collects from $env:COMPUTERNAME, for the analysis of volsnap 27 errors:
  - the event logs System, Application, Microsoft-Windows-Backup, and those of VHDMP, VolumeSnapshot-Driver,
    StorPort, Storage Spaces, Partition, Ntfs, Hyper-V, failover clusters, Azure Backup and Veeam that exist,
    with archived ones
  - lists of volumes, shadow copies, their storage and writers (mountvol, vssadmin)
  - settings of snapshots, VSS, Windows Server Backup and Hyper-V (registry)
  - systeminfo, the health of disks, the list of files in Logs\WindowsServerBackup
Event logs hold names of users, computers and files. Passwords and the Security log are not taken. Nothing is sent
anywhere: one file is put into "$Folder".

"@
if ($shadows -ne 'unknown' -and $shadows -gt 0) {
    Write-Host "Note: $shadows shadow copies are held. That is normal where earlier versions or backups are kept. If any backup"
    Write-Host 'runs right now, answer no and start this again when it is done.'
}
if ($engine -eq 'running') {
    Write-Host 'WARNING: the engine of Windows Server Backup, wbengine, is running, so a backup may be going on. The lists of'
    Write-Host 'volumes would then name volumes of the backup. Better answer no and start this again when the backup is done;'
    Write-Host 'the engine stops by itself a few minutes later.'
    if ($Yes -and -not $Force) {
        Write-Host 'Nothing was collected. -Force collects all the same.'
        Remove-Work
        exit 3
    }
}
if (-not $Yes) {
    $answer = Read-Host 'Collect this now? [y/N]'
    if (-not ($answer -match '^(y|yes)$')) {
        Write-Host 'Nothing was collected.'
        Remove-Work
        exit 3
    }
}

$invariant = [Globalization.CultureInfo]::InvariantCulture
$now = [DateTime]::Now
$date = $now.ToString('yyyy-MM-dd', $invariant)
Tell 'volsift collection manifest 1'
Tell "script: collect.ps1 $version"
Tell "computer: $env:COMPUTERNAME"
Tell "host: $([Net.Dns]::GetHostName())"
Tell "taken: $($now.ToString('yyyy-MM-ddTHH:mm:sszzz', $invariant))"
Tell "wbengine: $engine"
Tell "shadow-copies: $shadows"

# Which logs there are. A log is said to be absent only where this list is whole, which it is if System is in it.
$wevtutil = Join-Path $system 'wevtutil.exe'
$channels = @(& $wevtutil el 2>$null)
$listed = ($LASTEXITCODE -eq 0) -and ($channels -contains 'System')

Write-Host 'Event logs:'
Save-Log 'System' 'System'
Save-Log 'Application' 'Application'
Save-Log 'Microsoft-Windows-Backup' 'Microsoft-Windows-Backup'
Save-Log 'Microsoft-Windows-VHDMP/Operational' 'Microsoft-Windows-VHDMP_Operational'
Save-Log 'Microsoft-Windows-VHDMP-Operational' 'Microsoft-Windows-VHDMP-Operational'
Save-Log 'Microsoft-Windows-VolumeSnapshot-Driver/Operational' 'Microsoft-Windows-VolumeSnapshot-Driver_Operational'
Save-Log 'Microsoft-Windows-Storage-Storport/Operational' 'Microsoft-Windows-Storage-Storport_Operational'
Save-Log 'Microsoft-Windows-StorageSpaces-Driver/Operational' 'Microsoft-Windows-StorageSpaces-Driver_Operational'
Save-Log 'Microsoft-Windows-Partition/Diagnostic' 'Microsoft-Windows-Partition_Diagnostic'
Save-Log 'Microsoft-Windows-Ntfs/Operational' 'Microsoft-Windows-Ntfs_Operational'
Save-Log 'Microsoft-Windows-Hyper-V-VMMS-Admin' 'Microsoft-Windows-Hyper-V-VMMS-Admin'
Save-Log 'Microsoft-Windows-Hyper-V-StorageVSP-Admin' 'Microsoft-Windows-Hyper-V-StorageVSP-Admin'
Save-Log 'Microsoft-Windows-FailoverClustering/Operational' 'Microsoft-Windows-FailoverClustering_Operational'
Save-Log 'DFS Replication' 'DFS-Replication'
Save-Log 'Microsoft-Windows-Deduplication/Operational' 'Microsoft-Windows-Deduplication_Operational'
Save-Log 'Microsoft-Windows-BitLocker/BitLocker Management' 'Microsoft-Windows-BitLocker_BitLocker-Management'
Save-Log 'CloudBackup' 'CloudBackup'
Save-Log 'Veeam Agent' 'Veeam-Agent'
Save-Log 'Veeam Endpoint Backup' 'Veeam-Endpoint-Backup'
Save-Log 'Veeam Backup' 'Veeam-Backup'

Write-Host 'Lists and settings:'
Save-Text 'mountvol.txt' 'mountvol.exe' 'mountvol' @()
Save-Text 'vssadmin-volumes.txt' 'vssadmin.exe' 'vssadmin list volumes' @('list', 'volumes')
Save-Text 'vssadmin-shadowstorage.txt' 'vssadmin.exe' 'vssadmin list shadowstorage' @('list', 'shadowstorage')
Save-Text 'vssadmin-shadows.txt' 'vssadmin.exe' 'vssadmin list shadows' @('list', 'shadows')
Save-Text 'vssadmin-writers.txt' 'vssadmin.exe' 'vssadmin list writers' @('list', 'writers')
Save-Text 'spp.reg' 'reg.exe' 'reg export CurrentVersion\SPP' @('export', 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP', 'spp.reg', '/y')
Save-Text 'reg-vss.txt' 'reg.exe' 'reg query Services\VSS' @('query', 'HKLM\SYSTEM\CurrentControlSet\Services\VSS', '/s')
Save-Text 'reg-volsnap.txt' 'reg.exe' 'reg query Services\volsnap' @('query', 'HKLM\SYSTEM\CurrentControlSet\Services\volsnap', '/s')
Save-Text 'reg-wsb.txt' 'reg.exe' 'reg query CurrentVersion\WindowsServerBackup' @('query', 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WindowsServerBackup', '/s')
Save-Text 'reg-hyper-v.txt' 'reg.exe' 'reg query CurrentVersion\Virtualization' @('query', 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization', '/s')
Save-Text 'systeminfo.txt' 'systeminfo.exe' 'systeminfo' @()
Save-Text 'disks-wmic.txt' 'wbem\wmic.exe' 'wmic diskdrive' @('diskdrive', 'get', 'Index,Model,InterfaceType,Size,Status', '/format:list')
Save-Text 'disks-smart.txt' 'wbem\wmic.exe' 'wmic MSStorageDriver_FailurePredictStatus' @('/namespace:\\root\wmi', 'path', 'MSStorageDriver_FailurePredictStatus', 'get', 'InstanceName,PredictFailure,Reason', '/format:list')
if (Get-Command Get-PhysicalDisk -ErrorAction SilentlyContinue) {
    $properties = 'DeviceId', 'FriendlyName', 'BusType', 'MediaType', 'HealthStatus', 'OperationalStatus', 'Size'
    $disks = Get-PhysicalDisk -ErrorAction SilentlyContinue | Format-List $properties | Out-String
    [IO.File]::WriteAllText((Join-Path $files 'disks-powershell.txt'), $disks, [Text.Encoding]::UTF8)
    Close-Text 'disks-powershell.txt' 0 'Get-PhysicalDisk'
} else {
    Tell 'text: disks-powershell.txt; absent; command=Get-PhysicalDisk'
}
$backups = Join-Path $env:SystemRoot 'Logs\WindowsServerBackup'
if (Test-Path -LiteralPath $backups) {
    $lines = @(Get-ChildItem -LiteralPath $backups -Force | ForEach-Object {
        $_.LastWriteTime.ToString('yyyy-MM-dd HH:mm:ss', $invariant) + "`t" + $_.Length + "`t" + $_.Name
    })
    [IO.File]::WriteAllLines((Join-Path $files 'wsb-files.txt'), [string[]]$lines, [Text.Encoding]::UTF8)
    Close-Text 'wsb-files.txt' 0 'dir Logs\WindowsServerBackup'
} else {
    Tell 'text: wsb-files.txt; absent; command=dir Logs\WindowsServerBackup'
}
Tell "wbengine-after: $(Get-Engine)"
Tell 'end of manifest'
[IO.File]::WriteAllLines((Join-Path $files 'manifest.txt'), [string[]]$script:manifest, [Text.Encoding]::ASCII)

# Packs the files: .NET writes ZIP archives from 4.5 on, that is from Windows Server 2012 on, and makecab makes cabinets
# of up to 2 GB everywhere.
$packed = $null
try {
    Add-Type -AssemblyName System.IO.Compression.FileSystem -ErrorAction Stop
    $zip = Join-Path $work 'packed.zip'
    [IO.Compression.ZipFile]::CreateFromDirectory($files, $zip)
    $packed = $zip
} catch {
    $settings = @(
        '.Set CabinetNameTemplate=packed.cab', '.Set DiskDirectoryTemplate=..', '.Set MaxDiskSize=0', '.Set Cabinet=on',
        '.Set Compress=on', '.Set CompressionType=LZX', '.Set InfFileName=nul', '.Set RptFileName=nul'
    )
    $names = @(Get-ChildItem -LiteralPath $files | ForEach-Object { '"' + $_.Name + '"' })
    [IO.File]::WriteAllLines((Join-Path $work 'pack.ddf'), [string[]]($settings + $names), [Text.Encoding]::ASCII)
    $null = & (Join-Path $system 'makecab.exe') /f ..\pack.ddf 2>$null
    $cab = Join-Path $work 'packed.cab'
    if ($LASTEXITCODE -eq 0 -and (Test-Path -LiteralPath $cab)) { $packed = $cab }
}

# Puts it where it is wanted, else into the user's own folder, and never over another file.
$result = $null
if ($packed) {
    $end = [IO.Path]::GetExtension($packed)
    foreach ($target in @($Folder, $env:USERPROFILE)) {
        if ($result) { break }
        $next = Join-Path $target "${env:COMPUTERNAME}_$date$end"
        for ($number = 2; (Test-Path -LiteralPath $next) -and $number -lt 100; $number++) {
            $next = Join-Path $target "${env:COMPUTERNAME}_${date}_$number$end"
        }
        if (Test-Path -LiteralPath $next) { continue }
        try {
            [IO.File]::Move($packed, $next)
            $result = $next
        } catch {
            Write-Host "`"$target`" takes no file: $($_.Exception.Message)"
        }
    }
}
if (-not $result) {
    Pop-Location
    Write-Host "The files could not be packed or put into `"$Folder`". They lie in `"$files`":"
    Write-Host 'please pack that folder, send it, and remove it afterwards.'
    exit 1
}
$size = (Get-Item -LiteralPath $result).Length
Write-Host "Done: `"$result`""
Write-Host "  $size bytes, from $($script:bytes) bytes. manifest.txt in it says what was taken and what was not."
if ($script:missed -gt 0) { Write-Host "  $($script:missed) things could not be read, or are not there; the manifest names them." }
Write-Host 'Please send this one file. Nothing else was left on this computer.'
Remove-Work
exit 0
