//! `%(format)T` (extension): local time by the conversions of strftime(3) in the POSIX locale.

use crate::sys::resource::{LocalTime, local_time, real_time};

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Now, in seconds since 1970.
pub(super) fn now() -> i64 {
    i64::try_from(real_time().as_secs()).unwrap_or(i64::MAX)
}

/// The moment `seconds` by `format`; an empty format is that of the time of day, `%X`.
pub(super) fn format(format: &[u8], seconds: i64) -> Vec<u8> {
    let Some(time) = local_time(seconds) else {
        return Vec::new();
    };
    let format: &[u8] = if format.is_empty() { b"%X" } else { format };
    let mut out = Vec::new();
    push(format, &time, seconds, &mut out);
    out
}

fn push(format: &[u8], time: &LocalTime, seconds: i64, out: &mut Vec<u8>) {
    let mut bytes = format.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        // E and O ask for other numerals, which this locale does not have.
        let letter = bytes.find(|letter| !matches!(letter, b'E' | b'O'));
        match letter {
            Some(letter) => convert(letter, time, seconds, out),
            None => out.push(b'%'),
        }
    }
}

fn convert(letter: u8, time: &LocalTime, seconds: i64, out: &mut Vec<u8>) {
    let expanded: &[u8] = match letter {
        b'c' => b"%a %b %e %H:%M:%S %Y",
        b'D' | b'x' => b"%m/%d/%y",
        b'F' => b"%Y-%m-%d",
        b'R' => b"%H:%M",
        b'r' => b"%I:%M:%S %p",
        b'T' | b'X' => b"%H:%M:%S",
        _ => return out.extend_from_slice(&single(letter, time, seconds)),
    };
    push(expanded, time, seconds, out); // none of these holds another compound one
}

fn single(letter: u8, time: &LocalTime, seconds: i64) -> Vec<u8> {
    let day_name = DAYS.get(usize::try_from(time.weekday).unwrap_or(0));
    let day_name = day_name.copied().unwrap_or_default();
    let month = usize::try_from(time.month - 1).unwrap_or(0);
    let month_name = MONTHS.get(month).copied().unwrap_or_default();
    let hour12 = (time.hour + 11) % 12 + 1;
    let short = |name: &str| name.get(..3).unwrap_or(name).to_owned();
    let text = match letter {
        b'a' => short(day_name),
        b'A' => day_name.to_owned(),
        b'b' | b'h' => short(month_name),
        b'B' => month_name.to_owned(),
        b'C' => format!("{:02}", time.year.div_euclid(100)),
        b'd' => format!("{:02}", time.day),
        b'e' => format!("{:2}", time.day),
        b'G' => week_year(time).0.to_string(),
        b'g' => format!("{:02}", week_year(time).0.rem_euclid(100)),
        b'H' => format!("{:02}", time.hour),
        b'I' => format!("{hour12:02}"),
        b'j' => format!("{:03}", time.year_day),
        b'k' => format!("{:2}", time.hour),
        b'l' => format!("{hour12:2}"),
        b'm' => format!("{:02}", time.month),
        b'M' => format!("{:02}", time.minute),
        b'n' => "\n".to_owned(),
        b'p' => if time.hour < 12 { "AM" } else { "PM" }.to_owned(),
        b'P' => if time.hour < 12 { "am" } else { "pm" }.to_owned(),
        b's' => seconds.to_string(),
        b'S' => format!("{:02}", time.second),
        b't' => "\t".to_owned(),
        b'u' => ((time.weekday + 6) % 7 + 1).to_string(),
        b'U' => format!("{:02}", (time.year_day - 1 + 7 - time.weekday) / 7),
        b'V' => format!("{:02}", week_year(time).1),
        b'w' => time.weekday.to_string(),
        b'W' => format!(
            "{:02}",
            (time.year_day - 1 + 7 - (time.weekday + 6) % 7) / 7
        ),
        b'y' => format!("{:02}", time.year.rem_euclid(100)),
        b'Y' => time.year.to_string(),
        b'z' => zone_offset(time.offset),
        b'%' => "%".to_owned(),
        _ => return vec![b'%', letter],
    };
    text.into_bytes()
}

fn zone_offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// Year and number of the ISO 8601 week: week 1 is the one with the first Thursday.
fn week_year(time: &LocalTime) -> (i64, i32) {
    let monday_based = (time.weekday + 6) % 7;
    let week = (time.year_day - 1 - monday_based + 10) / 7;
    if week < 1 {
        return (time.year - 1, weeks_in(time.year - 1));
    }
    if week > weeks_in(time.year) {
        return (time.year + 1, 1);
    }
    (time.year, week)
}

fn weeks_in(year: i64) -> i32 {
    let weekday_of_last_day =
        |y: i64| (y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)).rem_euclid(7);
    if weekday_of_last_day(year) == 4 || weekday_of_last_day(year - 1) == 3 {
        53
    } else {
        52
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: LocalTime = LocalTime {
        year: 2026,
        month: 1,
        day: 3,
        hour: 0,
        minute: 5,
        second: 9,
        weekday: 6,
        year_day: 3,
        offset: 19_800,
    };

    fn shown(format: &[u8]) -> String {
        let mut out = Vec::new();
        push(format, &TIME, 0, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_common_conversions() {
        assert_eq!(shown(b"%F %T"), "2026-01-03 00:05:09");
        assert_eq!(shown(b"%a %A %b %e %I %p"), "Sat Saturday Jan  3 12 AM");
        assert_eq!(shown(b"%z %j %y %C"), "+0530 003 26 20");
        assert_eq!(shown(b"%% %Q %"), "% %Q %");
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        assert_eq!(shown(b"%G-%V %U %W"), "2026-01 00 00");
        let mut time = TIME;
        (time.year, time.weekday, time.day, time.year_day) = (2027, 5, 1, 1);
        assert_eq!(week_year(&time), (2026, 53));
    }
}
