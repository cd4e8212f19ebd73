//! How hosts are drawn.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::host::{
    End, Era, Given, HOUR, Host, Image, Job, Log, MINUTE, Moment, Night, Renaming, SECOND, Trouble,
};

/// Any host, with any logs given.
pub fn host() -> impl Strategy<Value = Host> {
    of(night(true), given())
}

/// A host on which nothing goes wrong but runs, with any logs given.
pub fn calm_host() -> impl Strategy<Value = Host> {
    of(night(false), given())
}

fn of(
    night: impl Strategy<Value = Night>,
    given: impl Strategy<Value = Given>,
) -> impl Strategy<Value = Host> {
    let era = select(vec![Era::Seven, Era::Eight, Era::Ten, Era::Ten]);
    let chance = prop::bool::weighted;
    let told_at = weighted(
        0.25,
        prop_oneof![Just(13 * HOUR), (18 * 60..21 * 60_i64).prop_map(|minutes| minutes * MINUTE)],
    );
    let own = (chance(0.5), chance(0.1), chance(0.08), told_at, chance(0.1));
    let renaming = select(vec![Renaming::Joined, Renaming::Renamed]);
    let host = (era, vec(night, 1..=2), any::<bool>(), own, weighted(0.2, (0..2_usize, renaming)), given);
    host.prop_map(
        |(era, nights, begins_with_start, own, renamed, given): (
            _,
            _,
            _,
            _,
            Option<(usize, Renaming)>,
            Given,
        )| {
            let (has_letter, names_letter, is_target, is_told_at, has_copies) = own;
            let mut nights = nights;
            if era != Era::Ten {
                // What only newer Windows writes.
                for night in &mut nights {
                    if let Some((trouble, _)) = &mut night.trouble {
                        *trouble = match *trouble {
                            Trouble::DriverLoss(_) => Trouble::Silent,
                            Trouble::ImageFails(35) => Trouble::ImageFails(6),
                            other => other,
                        };
                    }
                }
            }
            Host {
                era,
                nights,
                begins_with_start,
                has_letter,
                names_letter,
                is_target,
                is_told_at,
                has_copies,
                renamed,
                shift: 0,
                given,
            }
        },
    )
}

fn night(has_trouble: bool) -> impl Strategy<Value = Night> {
    let begins = (0..120_i64).prop_map(|minutes| minutes * MINUTE);
    let lasts = (12..90_i64).prop_map(|minutes| minutes * MINUTE);
    let trouble = (trouble(), when());
    let trouble = weighted(0.7, trouble).prop_map(move |trouble| trouble.filter(|_| has_trouble));
    let told_before = (0..9 * 60_i64).prop_map(|seconds| seconds * SECOND);
    let chance = prop::bool::weighted;
    let job = (chance(0.7), image(), chance(0.2));
    let job = job.prop_map(move |(is_good, image, loses_volume)| {
        let image = Image {
            comes: image.comes,
            stays: 5 * SECOND + image.stays % (15 * MINUTE),
            is_target: false,
            ..image
        };
        Job { is_good, image, loses_volume: loses_volume && has_trouble }
    });
    let what = (begins, lasts, end(), vec(image(), 0..=3), chance(0.15), chance(0.2));
    let again = ((150..550_i64).prop_map(|seconds| seconds * SECOND), end(), image());
    (what, trouble, told_before, weighted(0.15, job), weighted(0.15, again)).prop_map(
        |((begins, lasts, end, images, restarts, is_corrected), trouble, told_before, job, again)| Night {
            begins,
            lasts,
            end,
            images,
            restarts,
            is_corrected,
            trouble,
            told_before,
            job,
            // Not before the machine is up again.
            again: again.filter(|_| end != End::Crashed),
        },
    )
}

fn image() -> impl Strategy<Value = Image> {
    let chance = prop::bool::weighted;
    (20..300_i64, 5..4000_i64, 50..60_000_i64, chance(0.25), chance(0.2)).prop_map(
        |(comes, stays, error, is_target, has_noise)| Image {
            comes: comes * SECOND,
            stays: stays * SECOND,
            error,
            is_target,
            has_noise,
        },
    )
}

/// Most runs are good: bad ones are never benign.
fn end() -> impl Strategy<Value = End> {
    use End as E;
    prop_oneof![
        8 => Just(E::Good),
        1 => Just(E::Skipped),
        1 => Just(E::LastRecordOnly),
        3 => select(vec![E::Failed, E::TimedOut, E::Cancelled, E::Partial, E::Crashed, E::Silent]),
    ]
}

fn when() -> impl Strategy<Value = Moment> {
    prop_oneof![
        3 => (0..=1000_i64).prop_map(Moment::Run),
        1 => (1..590_i64).prop_map(|seconds| Moment::Behind(seconds * SECOND)),
    ]
}

fn trouble() -> impl Strategy<Value = Trouble> {
    use Trouble as T;
    prop_oneof![
        1 => select(vec![7, 11, 52, 154]).prop_map(T::BadBlocks),
        1 => select(vec![51, 153, 129]).prop_map(T::Hangs),
        1 => Just(T::UsbPulled),
        1 => any::<bool>().prop_map(|comes_back| T::LunLost { comes_back }),
        1 => select(vec![22, 23]).prop_map(T::PathsLost),
        1 => Just(T::ClusterLost),
        1 => select(vec![13, 14, 16, 25, 28, 31, 36, 80]).prop_map(T::CopiesLost),
        1 => Just(T::CopiesAtRisk),
        1 => select(vec![112, 119, 120, 105]).prop_map(T::DriverLoss),
        1 => Just(T::Damaged),
        1 => select(vec![0xC000_0185, 0xC000_009A, 0xC000_0034, 0xC000_009D, 0]).prop_map(T::Status),
        1 => select(vec![5, 6, 35]).prop_map(T::ImageFails),
        1 => Just(T::OlderImage),
        1 => Just(T::ImageStays),
        1 => Just(T::NumberReused),
        1 => Just(T::AtStart),
        1 => any::<bool>().prop_map(|with_image| T::NoRun { with_image }),
        1 => Just(T::ClockBack),
        1 => Just(T::StartInThePast),
        1 => Just(T::Hidden),
        3 => Just(T::Silent),
    ]
}

fn given() -> impl Strategy<Value = Given> {
    let chance = prop::bool::weighted;
    let driver_logs = [Log::Vhdmp, Log::Partition, Log::Ntfs, Log::Driver, Log::Port, Log::Product];
    let some = (chance(0.95), chance(0.7), vec(chance(0.5), driver_logs.len()));
    let logs = some.prop_map(move |(backup, application, drivers)| {
        let drivers =
            driver_logs.into_iter().zip(drivers).filter(|(_, is_given)| *is_given).map(|(log, _)| log);
        let others = [(Log::Backup, backup), (Log::Application, application)];
        let others = others.into_iter().filter(|(_, is_given)| *is_given).map(|(log, _)| log);
        std::iter::once(Log::System).chain(others).chain(drivers).collect()
    });
    (logs, chance(0.15), chance(0.3), weighted(0.3, 5..30_u8))
        .prop_map(|(logs, has_list, is_xml, chunk)| Given { logs, has_list, is_xml, chunk })
}
