//! Trouble: how each kind strikes, and what is written of it.

use super::host::{Era, HOUR, Log, MINUTE, Moment, SECOND, Trouble};
use super::truth::{Cause, IMAGE_FAILED, Tell};
use super::world::{OWN_DISK, OWN_VOLUME, STRANGE_VOLUME, World, moment, span};

/// The device is gone.
const GONE: u32 = 0xC000_000E;
/// The number of an image that is not the backup's own.
const STRANGE_DISK: u32 = 9;

fn trouble(name: &'static str, tells: Vec<Tell>) -> Cause {
    Cause::Trouble { name, tells }
}

/// Lets trouble strike in a night.
pub fn strike(world: &mut World, number: usize, what: Trouble, when: Moment) {
    let night = world.host.nights[number].clone();
    let era = world.host.era;
    let (start, end) = span(number, &night);
    let at = moment(number, &night, when);
    let told = at - night.told_before;
    let own = world.own_volume_tells();
    let always = vec![Tell::Always];
    let fail = |world: &mut World, text: String| world.write(told, Log::System, text);
    match what {
        Trouble::BadBlocks(id) => {
            fail(world, format!("disk {id} disk=1"));
            world.error(at, OWN_VOLUME, GONE, trouble("bad blocks", always));
        }
        Trouble::Hangs(129) => {
            fail(world, r"LSI_SAS 129 \Device\RaidPort0".into());
            world.error(at, OWN_VOLUME, GONE, trouble("a port was reset", always));
        }
        Trouble::Hangs(id) => {
            fail(world, format!("disk {id} disk=1 status=C0000185"));
            world.error(at, OWN_VOLUME, GONE, trouble("a disk hangs", always));
        }
        Trouble::UsbPulled => {
            let mut tells = own;
            if era > Era::Seven {
                world.write(at - SECOND, Log::System, format!("disk 157 disk={OWN_DISK}"));
                // A log of virtual disks that knows this run, and began before it, knows of every image.
                let knows = |night: &super::host::Night| night.images.iter().any(|image| !image.is_target);
                if number > 0 && world.host.nights[..number].iter().any(knows) && knows(&night) {
                    tells.push(Tell::In(Log::Vhdmp));
                }
            }
            if era == Era::Ten {
                let text = format!("Partition 1006 disk={OWN_DISK} bus=7 capacity=0");
                world.write(at - SECOND + 10, Log::Partition, text);
                let text = format!("Partition 1006 disk={OWN_DISK} bus=7 volumes={OWN_VOLUME}");
                world.write(end + HOUR, Log::Partition, text);
            }
            world.error(at, OWN_VOLUME, GONE, trouble("a USB disk was pulled", tells));
        }
        Trouble::LunLost { comes_back } => {
            let lost = at - 30 * SECOND;
            world.write(lost, Log::System, r"iScsiPrt 20 \Device\RaidPort1".into());
            if era > Era::Seven {
                world.write(at - SECOND, Log::System, format!("disk 157 disk={OWN_DISK}"));
            }
            if comes_back {
                world.write(lost + 4 * MINUTE, Log::System, r"iScsiPrt 34 \Device\RaidPort1".into());
            }
            world.error(at, OWN_VOLUME, GONE, trouble("a LUN was lost", always));
        }
        Trouble::PathsLost(id) => {
            fail(world, format!(r"mpio {id} \Device\MPIODisk1"));
            world.error(at, OWN_VOLUME, GONE, trouble("paths were lost", always));
        }
        Trouble::ClusterLost => {
            fail(world, "Cluster 5142 volume=Volume1".into());
            world.error(at, OWN_VOLUME, GONE, trouble("a cluster lost a disk", always));
        }
        Trouble::CopiesLost(id) => {
            fail(world, format!("volsnap {id} volume={OWN_VOLUME} status=C000000E"));
            world.error(at, OWN_VOLUME, GONE, trouble("shadow copies were lost", always));
        }
        Trouble::CopiesAtRisk => {
            fail(world, format!("volsnap 24 volume={OWN_VOLUME}"));
            world.error(at, OWN_VOLUME, GONE, trouble("shadow copies were at risk", always));
        }
        Trouble::DriverLoss(id) => {
            let text = format!("VolumeSnapshot-Driver {id} volume={OWN_VOLUME} error=C0000185");
            world.write(told, Log::Driver, text);
            let tells = [own, vec![Tell::In(Log::Driver)]].concat();
            world.error(at, OWN_VOLUME, GONE, trouble("the driver told of a loss", tells));
        }
        Trouble::Damaged => {
            fail(world, "Ntfs 55 volume=D:".into());
            world.error(at, OWN_VOLUME, GONE, trouble("a file system was damaged", always));
        }
        Trouble::Status(status) => {
            world.error(at, OWN_VOLUME, status, trouble("a status of a fault", always));
        }
        Trouble::ImageFails(id) => {
            world.attach(start + 2 * SECOND, STRANGE_DISK, STRANGE_VOLUME);
            world.write(
                at - 5 * SECOND,
                Log::Vhdmp,
                format!("VHDMP {id} disk={STRANGE_DISK} status=C000009C"),
            );
            world.detach(at - SECOND, STRANGE_DISK);
            world.error(at, STRANGE_VOLUME, GONE, trouble(IMAGE_FAILED, vec![Tell::In(Log::Vhdmp)]));
        }
        Trouble::OlderImage => {
            world.attach(start - 2 * HOUR, STRANGE_DISK, STRANGE_VOLUME);
            world.detach(at - SECOND, STRANGE_DISK);
            let mut tells = vec![Tell::In(Log::Vhdmp)];
            if era == Era::Ten {
                tells.push(Tell::In(Log::Partition));
            }
            world.error(at, STRANGE_VOLUME, GONE, trouble("an image of somebody else left", tells));
        }
        Trouble::ImageStays => {
            world.attach(start + 2 * SECOND, STRANGE_DISK, STRANGE_VOLUME);
            world.detach(at + 20 * MINUTE, STRANGE_DISK);
            let tells = if era == Era::Ten { vec![Tell::In(Log::Partition)] } else { Vec::new() };
            world.error(at, STRANGE_VOLUME, GONE, trouble("the image is still there", tells));
        }
        Trouble::NumberReused => {
            world.attach(start + SECOND, STRANGE_DISK, "");
            world.detach(start + 3 * SECOND, STRANGE_DISK);
            let mut tells = Vec::new();
            if era == Era::Ten {
                let came = start + 5 * SECOND;
                let text = format!("Partition 1006 disk={STRANGE_DISK} bus=7 volumes={STRANGE_VOLUME}");
                world.write(came, Log::Partition, text);
                let text = format!("Ntfs 4 volume={STRANGE_VOLUME} bus=7 disk={STRANGE_DISK}");
                world.write(came + SECOND, Log::Ntfs, text);
                let text = format!("Partition 1006 disk={STRANGE_DISK} bus=7 capacity=0");
                world.write(at - SECOND + 10, Log::Partition, text);
                tells.extend([Tell::In(Log::Partition), Tell::In(Log::Ntfs)]);
            }
            if era > Era::Seven {
                world.write(at - SECOND, Log::System, format!("disk 157 disk={STRANGE_DISK}"));
                if at - start > 20 * SECOND {
                    tells.push(Tell::In(Log::Vhdmp));
                }
            }
            world.error(
                at,
                STRANGE_VOLUME,
                GONE,
                trouble("a USB disk with an image's number was pulled", tells),
            );
        }
        Trouble::AtStart => {
            // The run begins as soon as the machine is up.
            let up = start - 20 * SECOND;
            world.write(up - 4 * MINUTE, Log::System, "EventLog 6006".into());
            world.start(up);
            let at = start + night.told_before.min(4 * MINUTE);
            world.error(at, OWN_VOLUME, GONE, trouble("not found at a start", always));
        }
        Trouble::NoRun { with_image } => {
            let at = start - 3 * HOUR - night.told_before;
            if with_image {
                world.attach(at - HOUR / 2, STRANGE_DISK, STRANGE_VOLUME);
                world.detach(at - SECOND, STRANGE_DISK);
            }
            let volume = if with_image { STRANGE_VOLUME } else { OWN_VOLUME };
            world.error(at, volume, GONE, trouble("no run", always));
        }
        Trouble::ClockBack | Trouble::StartInThePast => {
            let starts_anew = what == Trouble::StartInThePast;
            let real = end + 2 * HOUR;
            let back = at - real;
            if starts_anew {
                world.set_clock(real - 10 * MINUTE, back, false);
                world.start(real - 10 * MINUTE);
            } else {
                world.set_clock(real - 10 * MINUTE, back, true);
            }
            world.error(real, OWN_VOLUME, GONE, trouble("the clock was set back", always));
            world.set_clock(real + HOUR / 2, -back, true);
        }
        Trouble::Hidden => {
            world.lose(told, Log::System, "disk 7 disk=1".into());
            world.error(at, OWN_VOLUME, GONE, trouble("records are missing", always));
        }
        Trouble::Silent => {
            world.error(at, OWN_VOLUME, GONE, trouble("nothing tells", own));
        }
    }
}
