@echo off
rem Gathers what volsift analyses from a Windows host into one file: event logs, lists of volumes and shadow copies,
rem a few settings. It changes nothing on the host and needs no network. What it runs and why: docs/collect.md.
rem
rem   collect.cmd [/y] [/force] [FOLDER]
rem
rem FOLDER is where the file is put; by default where this script lies. /y asks nothing; /force collects although a
rem backup may be running. Exit status: 0 done, 1 not packed, 2 wrong usage or no administrator, 3 nothing collected.
rem
rem This file is plain ASCII and leaves the code page as it is. Delayed expansion stays off, so that ! in a path is kept.
setlocal EnableExtensions DisableDelayedExpansion
set "VS_VERSION=1"
set "VS_HERE=%~dp0"
set "VS_DEST="
set "VS_YES="
set "VS_FORCE="
set "VS_WORK="
rem Tools are taken from Windows' own folder only. A 32-bit cmd sees the 64-bit tools as Sysnative.
set "VS_SYS=%SystemRoot%\System32"
if exist "%SystemRoot%\Sysnative\wevtutil.exe" set "VS_SYS=%SystemRoot%\Sysnative"
set "VS_POWERSHELL=%VS_SYS%\WindowsPowerShell\v1.0\powershell.exe"
set "VS_WMIC=%VS_SYS%\wbem\wmic.exe"

:arguments
if "%~1"=="" goto checked
if /i "%~1"=="/y" set "VS_YES=1" & shift & goto arguments
if /i "%~1"=="/force" set "VS_FORCE=1" & shift & goto arguments
if "%~1"=="/?" goto usage
if /i "%~1"=="/h" goto usage
if defined VS_DEST goto usage
set "VS_DEST=%~1"
shift
goto arguments

:usage
echo collect.cmd [/y] [/force] [FOLDER]
echo   Gathers what volsift analyses into HOST_yyyy-mm-dd.zip in FOLDER, by default where this script lies.
echo   /y      ask nothing
echo   /force  collect although a backup may be running
exit /b 2

:checked
if not defined VS_DEST set "VS_DEST=%VS_HERE%"
for %%D in ("%VS_DEST%\.") do set "VS_DEST=%%~fD"
if not exist "%VS_DEST%\" (
  echo There is no folder "%VS_DEST%".
  exit /b 2
)
if not exist "%VS_SYS%\wevtutil.exe" (
  echo This Windows has no wevtutil; Windows Server 2008 R2 or newer is needed.
  exit /b 2
)
rem Only an administrator may read the key of a service account.
"%VS_SYS%\reg.exe" query HKU\S-1-5-19 >nul 2>nul
if errorlevel 1 (
  echo Please run this as administrator: right-click it, "Run as administrator".
  call :wait
  exit /b 2
)

rem A folder of its own, which is removed at the end.
set "VS_TRIES=0"
:folder
set /a VS_TRIES+=1
if %VS_TRIES% gtr 9 goto nofolder
set "VS_WORK=%TEMP%\volsift-%RANDOM%%RANDOM%"
if exist "%VS_WORK%" goto folder
mkdir "%VS_WORK%\files" 2>nul
if not exist "%VS_WORK%\files" goto folder
rem From here on names are short and without a path, so that no path has to be quoted right by every tool.
cd /d "%VS_WORK%\files" 2>nul
>"%VS_WORK%\here.tmp" echo here
if not exist ..\here.tmp goto nofolder

call :engine
set "VS_ENGINE_BEFORE=%VS_ENGINE%"
"%VS_SYS%\vssadmin.exe" list shadows >..\shadows.tmp 2>nul <nul
set "VS_CODE=%errorlevel%"
call :shadows

echo.
echo This collects from %COMPUTERNAME%, for the analysis of volsnap 27 errors:
echo   - the event logs System, Application, Microsoft-Windows-Backup, and those of VHDMP, VolumeSnapshot-Driver,
echo     StorPort, Storage Spaces, Partition, Ntfs, Hyper-V, failover clusters, Azure Backup and Veeam that exist,
echo     with archived ones
echo   - lists of volumes, shadow copies, their storage and writers (mountvol, vssadmin)
echo   - settings of snapshots, VSS, Windows Server Backup and Hyper-V (registry)
echo   - systeminfo, the health of disks, the list of files in Logs\WindowsServerBackup
echo Event logs hold names of users, computers and files. Passwords and the Security log are not taken. Nothing is sent
echo anywhere: one file is put into "%VS_DEST%".
echo.
if not "%VS_SHADOWS%"=="0" if not "%VS_SHADOWS%"=="unknown" (
  echo Note: %VS_SHADOWS% shadow copies are held. That is normal where earlier versions or backups are kept. If any backup
  echo runs right now, answer no and start this again when it is done.
  echo.
)
if not "%VS_ENGINE%"=="running" goto question
echo WARNING: the engine of Windows Server Backup, wbengine, is running, so a backup may be going on. The lists of
echo volumes would then name volumes of the backup. Better answer no and start this again when the backup is done;
echo the engine stops by itself a few minutes later.
echo.
if not defined VS_YES goto question
if defined VS_FORCE goto collect
echo Nothing was collected. /force collects all the same.
call :clean
exit /b 3

:question
if defined VS_YES goto collect
set "VS_ANSWER="
set /p "VS_ANSWER=Collect this now? [y/N] "
if not defined VS_ANSWER goto refused
set "VS_ANSWER=%VS_ANSWER:"=%"
if /i "%VS_ANSWER%"=="y" goto collect
if /i "%VS_ANSWER%"=="yes" goto collect
:refused
echo Nothing was collected.
call :clean
call :wait
exit /b 3

:collect
call :now
call :hostname
>manifest.txt echo volsift collection manifest 1
>>manifest.txt echo script: collect.cmd %VS_VERSION%
>>manifest.txt echo computer: %COMPUTERNAME%
>>manifest.txt echo host: %VS_HOST%
>>manifest.txt echo taken: %VS_TAKEN%
>>manifest.txt echo wbengine: %VS_ENGINE_BEFORE%
>>manifest.txt echo shadow-copies: %VS_SHADOWS%
set "VS_KB=0"
set "VS_MISSED=0"

rem Which logs there are. A log is said to be absent only where this list is whole, which it is if System is in it.
set "VS_LISTED="
"%VS_SYS%\wevtutil.exe" el >..\channels.tmp 2>nul <nul
if not errorlevel 1 for /f "usebackq delims=" %%L in ("..\channels.tmp") do if /i "%%L"=="System" set "VS_LISTED=1"

echo.
echo Event logs:
call :log "System" System
call :log "Application" Application
call :log "Microsoft-Windows-Backup" Microsoft-Windows-Backup
call :log "Microsoft-Windows-VHDMP/Operational" Microsoft-Windows-VHDMP_Operational
call :log "Microsoft-Windows-VHDMP-Operational" Microsoft-Windows-VHDMP-Operational
call :log "Microsoft-Windows-VolumeSnapshot-Driver/Operational" Microsoft-Windows-VolumeSnapshot-Driver_Operational
call :log "Microsoft-Windows-Storage-Storport/Operational" Microsoft-Windows-Storage-Storport_Operational
call :log "Microsoft-Windows-StorageSpaces-Driver/Operational" Microsoft-Windows-StorageSpaces-Driver_Operational
call :log "Microsoft-Windows-Partition/Diagnostic" Microsoft-Windows-Partition_Diagnostic
call :log "Microsoft-Windows-Ntfs/Operational" Microsoft-Windows-Ntfs_Operational
call :log "Microsoft-Windows-Hyper-V-VMMS-Admin" Microsoft-Windows-Hyper-V-VMMS-Admin
call :log "Microsoft-Windows-Hyper-V-StorageVSP-Admin" Microsoft-Windows-Hyper-V-StorageVSP-Admin
call :log "Microsoft-Windows-FailoverClustering/Operational" Microsoft-Windows-FailoverClustering_Operational
call :log "DFS Replication" DFS-Replication
call :log "Microsoft-Windows-Deduplication/Operational" Microsoft-Windows-Deduplication_Operational
call :log "Microsoft-Windows-BitLocker/BitLocker Management" Microsoft-Windows-BitLocker_BitLocker-Management
call :log "CloudBackup" CloudBackup
call :log "Veeam Agent" Veeam-Agent
call :log "Veeam Endpoint Backup" Veeam-Endpoint-Backup
call :log "Veeam Backup" Veeam-Backup

echo.
echo Lists and settings:
"%VS_SYS%\mountvol.exe" >mountvol.txt 2>nul <nul
call :text mountvol.txt mountvol.exe "mountvol"
"%VS_SYS%\vssadmin.exe" list volumes >vssadmin-volumes.txt 2>nul <nul
call :text vssadmin-volumes.txt vssadmin.exe "vssadmin list volumes"
"%VS_SYS%\vssadmin.exe" list shadowstorage >vssadmin-shadowstorage.txt 2>nul <nul
call :text vssadmin-shadowstorage.txt vssadmin.exe "vssadmin list shadowstorage"
"%VS_SYS%\vssadmin.exe" list shadows >vssadmin-shadows.txt 2>nul <nul
call :text vssadmin-shadows.txt vssadmin.exe "vssadmin list shadows"
"%VS_SYS%\vssadmin.exe" list writers >vssadmin-writers.txt 2>nul <nul
call :text vssadmin-writers.txt vssadmin.exe "vssadmin list writers"
"%VS_SYS%\reg.exe" export "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP" spp.reg /y >nul 2>nul <nul
call :text spp.reg reg.exe "reg export CurrentVersion\SPP"
"%VS_SYS%\reg.exe" query "HKLM\SYSTEM\CurrentControlSet\Services\VSS" /s >reg-vss.txt 2>nul <nul
call :text reg-vss.txt reg.exe "reg query Services\VSS"
"%VS_SYS%\reg.exe" query "HKLM\SYSTEM\CurrentControlSet\Services\volsnap" /s >reg-volsnap.txt 2>nul <nul
call :text reg-volsnap.txt reg.exe "reg query Services\volsnap"
"%VS_SYS%\reg.exe" query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WindowsServerBackup" /s >reg-wsb.txt 2>nul <nul
call :text reg-wsb.txt reg.exe "reg query CurrentVersion\WindowsServerBackup"
"%VS_SYS%\reg.exe" query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization" /s >reg-hyper-v.txt 2>nul <nul
call :text reg-hyper-v.txt reg.exe "reg query CurrentVersion\Virtualization"
"%VS_SYS%\systeminfo.exe" >systeminfo.txt 2>nul <nul
call :text systeminfo.txt systeminfo.exe "systeminfo"
"%VS_WMIC%" diskdrive get Index,Model,InterfaceType,Size,Status /format:list >disks-wmic.txt 2>nul <nul
call :text disks-wmic.txt wbem\wmic.exe "wmic diskdrive"
"%VS_WMIC%" /namespace:\\root\wmi path MSStorageDriver_FailurePredictStatus get InstanceName,PredictFailure,Reason /format:list >disks-smart.txt 2>nul <nul
call :text disks-smart.txt wbem\wmic.exe "wmic MSStorageDriver_FailurePredictStatus"
"%VS_POWERSHELL%" -NoProfile -NonInteractive -Command "$ErrorActionPreference='Stop'; Get-PhysicalDisk | Format-List DeviceId,FriendlyName,BusType,MediaType,HealthStatus,OperationalStatus,Size" >disks-powershell.txt 2>nul <nul
call :text disks-powershell.txt WindowsPowerShell\v1.0\powershell.exe "Get-PhysicalDisk"
if not exist "%SystemRoot%\Logs\WindowsServerBackup" (
  >>manifest.txt echo text: wsb-files.txt; absent; command=dir Logs\WindowsServerBackup
  goto listed
)
dir /a /-c "%SystemRoot%\Logs\WindowsServerBackup" >wsb-files.txt 2>nul
call :text wsb-files.txt cmd.exe "dir Logs\WindowsServerBackup"
:listed

call :engine
>>manifest.txt echo wbengine-after: %VS_ENGINE%
>>manifest.txt echo end of manifest
call :pack
if not defined VS_PACKED goto unpacked
call :place
if not defined VS_RESULT goto unpacked
echo.
echo Done: "%VS_RESULT%"
for %%F in ("%VS_RESULT%") do echo   %%~zF bytes, from %VS_KB% KB. manifest.txt in it says what was taken and what was not.
if not "%VS_MISSED%"=="0" echo   %VS_MISSED% things could not be read, or are not there; the manifest names them.
echo Please send this one file. Nothing else was left on this computer.
call :clean
call :wait
exit /b 0

:unpacked
echo.
echo The files could not be packed or put into "%VS_DEST%". They lie in "%VS_WORK%\files":
echo please pack that folder, send it, and remove it afterwards.
cd /d "%SystemRoot%"
call :wait
exit /b 1

rem ---------------------------------------------------------------------------------------------------------------

rem A folder for temporary files that is not there, or lies on another computer.
:nofolder
echo No folder can be used in "%TEMP%". Set TEMP to a folder of this computer and start this again.
if exist "%VS_WORK%\here.tmp" call :clean
call :wait
exit /b 1

rem Exports the log %1 to the file %2.evtx, copies archived ones that lie beside it, and tells so in the manifest.
:log
set "VS_CHANNEL=%~1"
set "VS_FILE=%~2.evtx"
set "VS_FOUND="
if defined VS_LISTED for /f "usebackq delims=" %%L in ("..\channels.tmp") do if /i "%%L"=="%VS_CHANNEL%" set "VS_FOUND=1"
if defined VS_LISTED if not defined VS_FOUND (
  >>manifest.txt echo log: %VS_CHANNEL%; absent
  exit /b 0
)
rem Whether it is switched on, and where its file lies.
set "VS_ENABLED=unknown"
set "VS_PATH="
"%VS_SYS%\wevtutil.exe" gl "%VS_CHANNEL%" >..\log.tmp 2>nul <nul
if not errorlevel 1 for /f "usebackq tokens=1* delims=: " %%A in ("..\log.tmp") do (
  if /i "%%A"=="enabled" set "VS_ENABLED=%%B"
  if /i "%%A"=="logFileName" set "VS_PATH=%%B"
)
"%VS_SYS%\wevtutil.exe" epl "%VS_CHANNEL%" "%VS_FILE%" /ow:true >nul 2>nul <nul
set "VS_CODE=%errorlevel%"
if not "%VS_CODE%"=="0" goto nolog
if not exist "%VS_FILE%" goto nolog
set "VS_RECORDS=unknown"
"%VS_SYS%\wevtutil.exe" gli "%VS_FILE%" /lf:true >..\log.tmp 2>nul <nul
if not errorlevel 1 for /f "usebackq tokens=1* delims=: " %%A in ("..\log.tmp") do if /i "%%A"=="numberOfLogRecords" set "VS_RECORDS=%%B"
call :size
>>manifest.txt echo log: %VS_CHANNEL%; exported; file=%VS_FILE%; size=%VS_SIZE%; records=%VS_RECORDS%; enabled=%VS_ENABLED%
echo   %VS_CHANNEL%: %VS_SIZE% bytes
goto archived
:nolog
if exist "%VS_FILE%" del /q "%VS_FILE%"
>>manifest.txt echo log: %VS_CHANNEL%; failed; code=%VS_CODE%
echo   %VS_CHANNEL%: could not be exported ^(error %VS_CODE%^)
set /a VS_MISSED+=1
:archived
rem Full logs that Windows was told to keep lie beside the log as Archive-LOG-TIME.evtx, with %%4 for a slash. A log that
rem lies elsewhere has its path written out.
set "VS_NUMBER=0"
set "VS_FOLDER=%VS_SYS%\winevt\Logs\"
if not defined VS_PATH goto folderknown
if not "%VS_PATH:~1,1%"==":" goto folderknown
for %%P in ("%VS_PATH%") do set "VS_FOLDER=%%~dpP"
:folderknown
set "VS_NAME=%VS_CHANNEL:/=?4%"
dir /b /a-d /on "%VS_FOLDER%Archive-%VS_NAME%-*.evtx" >..\archives.tmp 2>nul
for /f "usebackq delims=" %%F in ("..\archives.tmp") do (
  copy /b /y "%VS_FOLDER%%%F" ..\archived.tmp >nul 2>nul
  call :archive %2
)
exit /b 0

rem Takes archived.tmp, an archived log of VS_CHANNEL; %1 is the name of the log's own file without its end.
:archive
set "VS_CODE=%errorlevel%"
set /a VS_NUMBER+=1
set "VS_FILE=%~1_archived-%VS_NUMBER%.evtx"
if not "%VS_CODE%"=="0" goto noarchive
move ..\archived.tmp "%VS_FILE%" >nul 2>nul
if not exist "%VS_FILE%" goto noarchive
call :size
>>manifest.txt echo archived: %VS_CHANNEL%; taken; file=%VS_FILE%; size=%VS_SIZE%
echo   %VS_CHANNEL%, archived: %VS_SIZE% bytes
exit /b 0
:noarchive
>>manifest.txt echo archived: %VS_CHANNEL%; failed; code=%VS_CODE%
set /a VS_MISSED+=1
exit /b 0

rem Tells in the manifest what became of the text %1 that the tool %2 wrote; %3 is the command. What a command that
rem failed wrote is no list of everything, so it is not kept.
:text
set "VS_CODE=%errorlevel%"
set "VS_FILE=%~1"
if exist "%VS_SYS%\%~2" goto ran
if exist "%VS_FILE%" del /q "%VS_FILE%"
>>manifest.txt echo text: %VS_FILE%; absent; command=%~3
exit /b 0
:ran
set "VS_SIZE=0"
if exist "%VS_FILE%" call :size
if not "%VS_CODE%"=="0" goto notext
if "%VS_SIZE%"=="0" goto notext
>>manifest.txt echo text: %VS_FILE%; taken; size=%VS_SIZE%; command=%~3
echo   %~3: %VS_SIZE% bytes
exit /b 0
:notext
if exist "%VS_FILE%" del /q "%VS_FILE%"
>>manifest.txt echo text: %VS_FILE%; failed; code=%VS_CODE%; command=%~3
echo   %~3: not there, or could not be read ^(error %VS_CODE%^)
set /a VS_MISSED+=1
exit /b 0

rem The size of VS_FILE, in bytes; and all sizes, in KB, since cmd can't count beyond 2 GB.
:size
for %%F in ("%VS_FILE%") do set "VS_SIZE=%%~zF"
set "VS_THOUSANDS=%VS_SIZE:~0,-3%"
if not defined VS_THOUSANDS set "VS_THOUSANDS=1"
set /a VS_KB+=VS_THOUSANDS
exit /b 0

rem Whether the engine of Windows Server Backup runs.
:engine
set "VS_ENGINE=unknown"
"%VS_SYS%\tasklist.exe" /fo csv /nh >..\tasks.tmp 2>nul <nul
if errorlevel 1 exit /b 0
for /f "usebackq tokens=1 delims=," %%P in ("..\tasks.tmp") do (
  if /i "%%~P"=="cmd.exe" if not "%VS_ENGINE%"=="running" call :idle
  if /i "%%~P"=="wbengine.exe" set "VS_ENGINE=running"
)
exit /b 0
rem A list in which this cmd is tells of all programs.
:idle
if "%VS_ENGINE%"=="unknown" set "VS_ENGINE=not-running"
exit /b 0

rem How many shadow copies there are, by the one thing in the list that is not translated.
:shadows
set "VS_SHADOWS=unknown"
if not "%VS_CODE%"=="0" exit /b 0
set "VS_SHADOWS=0"
"%VS_SYS%\find.exe" /c /i "HarddiskVolumeShadowCopy" <..\shadows.tmp >..\found.tmp 2>nul
for /f "usebackq delims=" %%S in ("..\found.tmp") do set "VS_SHADOWS=%%S"
exit /b 0

rem The date as yyyy-mm-dd, and the time with its distance from UTC, whatever the language. wmic is there on older
rem hosts, PowerShell on newer ones.
:now
set "VS_NOW="
set "VS_TAKEN=unknown"
"%VS_WMIC%" os get LocalDateTime /value >..\now.tmp 2>nul <nul
for /f "tokens=2 delims==" %%T in ('type ..\now.tmp') do set "VS_NOW=%%T"
if defined VS_NOW goto minutes
"%VS_POWERSHELL%" -NoProfile -NonInteractive -Command "[DateTime]::Now.ToString('yyyyMMddHHmmss.ffffffzzz',[Globalization.CultureInfo]::InvariantCulture)" >..\now.tmp 2>nul <nul
for /f "usebackq delims=" %%T in ("..\now.tmp") do set "VS_NOW=%%T"
if not defined VS_NOW goto nodate
set "VS_OFFSET=%VS_NOW:~21,6%"
goto date
:minutes
rem 540 minutes are 9 hours; 060 would be octal.
set /a "VS_HOURS=(1%VS_NOW:~22,3%-1000)/60"
set /a "VS_MINUTES=(1%VS_NOW:~22,3%-1000)%%60"
if %VS_HOURS% lss 10 set "VS_HOURS=0%VS_HOURS%"
if %VS_MINUTES% lss 10 set "VS_MINUTES=0%VS_MINUTES%"
set "VS_OFFSET=%VS_NOW:~21,1%%VS_HOURS%:%VS_MINUTES%"
:date
set "VS_DATE=%VS_NOW:~0,4%-%VS_NOW:~4,2%-%VS_NOW:~6,2%"
set "VS_TAKEN=%VS_DATE%T%VS_NOW:~8,2%:%VS_NOW:~10,2%:%VS_NOW:~12,2%%VS_OFFSET%"
exit /b 0
:nodate
rem As the host writes dates, without what no file name may hold.
set "VS_DATE=%DATE:/=-%"
set "VS_DATE=%VS_DATE: =_%"
exit /b 0

rem The name of the host, which can be longer than COMPUTERNAME.
:hostname
set "VS_HOST=%COMPUTERNAME%"
"%VS_SYS%\hostname.exe" >..\host.tmp 2>nul <nul
for /f "usebackq delims=" %%H in ("..\host.tmp") do set "VS_HOST=%%H"
exit /b 0

rem Packs the files: tar writes ZIP archives from Windows 10 1803 and Server 2019 on, .NET 4.5 from 2012 on, and makecab
rem makes cabinets of up to 2 GB everywhere.
:pack
set "VS_PACKED="
if not exist "%VS_SYS%\tar.exe" goto net
"%VS_SYS%\tar.exe" -a -c -f ..\packed.zip . >nul 2>nul <nul
if not "%errorlevel%"=="0" goto net
"%VS_SYS%\tar.exe" -t -f ..\packed.zip >nul 2>nul <nul
if not "%errorlevel%"=="0" goto net
if exist ..\packed.zip set "VS_PACKED=packed.zip" & exit /b 0
:net
if exist ..\packed.zip del /q ..\packed.zip
if not exist "%VS_POWERSHELL%" goto cabinet
"%VS_POWERSHELL%" -NoProfile -NonInteractive -Command "$ErrorActionPreference='Stop'; try { Add-Type -AssemblyName System.IO.Compression.FileSystem; [IO.Compression.ZipFile]::CreateFromDirectory($env:VS_WORK+'\files',$env:VS_WORK+'\packed.zip') } catch { exit 1 }" >nul 2>nul <nul
if not "%errorlevel%"=="0" goto cabinet
if exist ..\packed.zip set "VS_PACKED=packed.zip" & exit /b 0
:cabinet
if exist ..\packed.zip del /q ..\packed.zip
>..\pack.ddf echo .Set CabinetNameTemplate=packed.cab
>>..\pack.ddf echo .Set DiskDirectoryTemplate=..
>>..\pack.ddf echo .Set MaxDiskSize=0
>>..\pack.ddf echo .Set Cabinet=on
>>..\pack.ddf echo .Set Compress=on
>>..\pack.ddf echo .Set CompressionType=LZX
>>..\pack.ddf echo .Set InfFileName=nul
>>..\pack.ddf echo .Set RptFileName=nul
for %%F in (*) do >>..\pack.ddf echo "%%F"
"%VS_SYS%\makecab.exe" /f ..\pack.ddf >nul 2>nul <nul
if not "%errorlevel%"=="0" exit /b 0
if exist ..\packed.cab set "VS_PACKED=packed.cab"
exit /b 0

rem Puts what was packed where it is wanted, else into the user's own folder, and never over another file.
:place
set "VS_RESULT="
for %%F in ("%VS_PACKED%") do set "VS_END=%%~xF"
for %%D in ("%VS_DEST%\." "%USERPROFILE%\.") do (
  set "VS_TARGET=%%~fD"
  call :put
)
exit /b 0
:put
if defined VS_RESULT exit /b 0
if "%VS_TARGET:~-1%"=="\" set "VS_TARGET=%VS_TARGET:~0,-1%"
set "VS_NUMBER=1"
:name
set "VS_NEXT=%VS_TARGET%\%COMPUTERNAME%_%VS_DATE%%VS_END%"
if not "%VS_NUMBER%"=="1" set "VS_NEXT=%VS_TARGET%\%COMPUTERNAME%_%VS_DATE%_%VS_NUMBER%%VS_END%"
set /a VS_NUMBER+=1
if exist "%VS_NEXT%" if %VS_NUMBER% lss 100 goto name
if exist "%VS_NEXT%" exit /b 0
move "..\%VS_PACKED%" "%VS_NEXT%" >nul 2>nul
if errorlevel 1 exit /b 0
if exist "%VS_NEXT%" set "VS_RESULT=%VS_NEXT%"
exit /b 0

:clean
cd /d "%SystemRoot%"
if defined VS_WORK rd /s /q "%VS_WORK%" 2>nul
exit /b 0

rem A window that was opened for this script alone must not close before it was read.
:wait
if not defined VS_YES set /p "VS_ANSWER=Press Enter to end. "
exit /b 0
