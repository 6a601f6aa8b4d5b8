//! Literals: numbers, texts, dates, times, durations.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::build::{Builder, Node, Rule, kid, kids};
use super::words;
use crate::ast::{DayRange, Duration, ExprKind, MonthDay, Share, TimeOfDay, TimeRange, TimeUnit, Weekday, Whole};
use crate::diagnostic::{Code, Diagnostic};

impl Builder<'_> {
    /// A literal that can't be read: its diagnostic, and `None`.
    fn bad<T>(&mut self, node: &Node<'_>, what: &str, help: &str) -> Option<T> {
        let message = format!("{} {what}", words::quoted(node.as_str()));
        let found = Diagnostic::new(Code::BadLiteral, self.span(node), message).help(help);
        self.report(found);
        None
    }

    /// `42`, `4.20`
    pub(super) fn number(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        if !node.as_str().contains('.') {
            return self.integer(node).map(ExprKind::Int);
        }
        match Decimal::from_str_exact(node.as_str()) {
            Ok(value) => Some(ExprKind::Decimal(value)),
            Err(_) => self.bad(node, "has too many digits", "a decimal has at most 28 digits"),
        }
    }

    fn integer(&mut self, node: &Node<'_>) -> Option<i64> {
        match node.as_str().parse() {
            Ok(value) => Some(value),
            Err(_) => self.bad(node, "is too large", "a whole number is at most 9223372036854775807"),
        }
    }

    /// `25%`, as 0.25
    pub(super) fn percent(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let digits = node.as_str().trim_end_matches('%');
        let value = Decimal::from_str_exact(digits).ok().and_then(|value| {
            let scale = value.scale().checked_add(2).filter(|&scale| scale <= 28)?;
            Decimal::try_from_i128_with_scale(value.mantissa(), scale).ok()
        });
        match value {
            Some(value) => Some(value.normalize()),
            None => self.bad(node, "has too many digits", "a percentage has at most 26 digits"),
        }
    }

    /// The whole number of a clause, signed or not.
    pub(super) fn whole(&mut self, node: &Node<'_>) -> Option<Whole> {
        let number = kid(node, Rule::whole).or_else(|| kid(node, Rule::signed))?;
        Some(Whole { value: self.integer(&number)?, place: self.place(&number) })
    }

    /// The share of a clause, in hundredths of a percent.
    pub(super) fn share(&mut self, node: &Node<'_>) -> Option<Share> {
        let share = kid(node, Rule::share)?;
        let digits = share.as_str().trim_end_matches('%');
        let points = Decimal::from_str_exact(digits).ok().and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED));
        let basis_points = match points.map(|points| points.normalize()) {
            Some(points) if points.scale() == 0 => {
                u32::try_from(points.mantissa()).ok().filter(|&points| points <= 10_000)
            }
            _ => None,
        };
        match basis_points {
            Some(basis_points) => Some(Share { basis_points, place: self.place(&share) }),
            None => self.bad(&share, "is no share", "a share is 0% to 100%, with at most two digits behind the point"),
        }
    }

    pub(super) fn unit_of(node: &Node<'_>) -> Option<TimeUnit> {
        Some(match node.as_str().trim_end_matches('s') {
            "second" => TimeUnit::Second,
            "minute" => TimeUnit::Minute,
            "hour" => TimeUnit::Hour,
            "day" => TimeUnit::Day,
            "week" => TimeUnit::Week,
            "month" => TimeUnit::Month,
            "year" => TimeUnit::Year,
            _ => return None,
        })
    }

    /// The unit of a clause.
    pub(super) fn unit(&self, node: &Node<'_>) -> Option<TimeUnit> {
        Self::unit_of(&kid(node, Rule::unit)?)
    }

    /// The duration of a clause.
    pub(super) fn duration(&mut self, node: &Node<'_>) -> Option<Duration> {
        self.duration_of(&kid(node, Rule::duration)?)
    }

    pub(super) fn duration_of(&mut self, node: &Node<'_>) -> Option<Duration> {
        let amount = kid(node, Rule::amount)?;
        let Ok(value) = amount.as_str().parse() else {
            return self.bad(&amount, "is too large", "a duration has at most 4294967295 units");
        };
        Some(Duration { amount: value, unit: self.unit(node)?, place: self.place(node) })
    }

    pub(super) fn date_of(&mut self, node: &Node<'_>) -> Option<NaiveDate> {
        let mut parts = node.as_str().splitn(3, '-').map(str::parse::<u32>);
        let date = match (parts.next(), parts.next(), parts.next()) {
            (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => {
                i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
            }
            _ => None,
        };
        match date {
            Some(date) => Some(date),
            None => self.bad(node, "is no day of the calendar", "a date is written year-month-day, `2026-03-02`"),
        }
    }

    /// `2026-03-02`, `2026-03-02 10:00`
    pub(super) fn date_time(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let date = self.date_of(&kid(node, Rule::date)?)?;
        let Some(clock) = kid(node, Rule::instant_clock) else { return Some(ExprKind::Date(date)) };
        let mut parts = clock.as_str().splitn(3, ':').map(str::parse::<u32>);
        let time = match (parts.next(), parts.next(), parts.next()) {
            (Some(Ok(hour)), Some(Ok(minute)), None) => NaiveTime::from_hms_opt(hour, minute, 0),
            (Some(Ok(hour)), Some(Ok(minute)), Some(Ok(second))) => NaiveTime::from_hms_opt(hour, minute, second),
            _ => None,
        };
        match time {
            Some(time) => Some(ExprKind::DateTime(NaiveDateTime::new(date, time))),
            None => self.bad(&clock, "is no time of day", "a time is 00:00 to 23:59"),
        }
    }

    pub(super) fn clock_of(&mut self, node: &Node<'_>) -> Option<TimeOfDay> {
        let minutes = node.as_str().split_once(':').and_then(|(hour, minute)| {
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            let minutes = hour.checked_mul(60)?.checked_add(minute)?;
            (minute < 60 && minutes <= 1_440).then_some(minutes)
        });
        match minutes {
            Some(minutes) => Some(TimeOfDay { minutes, place: self.place(node) }),
            None => self.bad(node, "is no time of day", "a time is 00:00 to 24:00"),
        }
    }

    /// The time of day of a clause.
    pub(super) fn clock(&mut self, node: &Node<'_>) -> Option<TimeOfDay> {
        self.clock_of(&kid(node, Rule::clock)?)
    }

    pub(super) fn time_range_of(&mut self, node: &Node<'_>) -> Option<TimeRange> {
        let mut clocks = kids(node, Rule::clock);
        let (from, to) = (clocks.next()?, clocks.next()?);
        Some(TimeRange { from: self.clock_of(&from)?, to: self.clock_of(&to)? })
    }

    pub(super) fn month_day_of(&mut self, node: &Node<'_>) -> Option<MonthDay> {
        let (month, day) = node.as_str().split_once('-')?;
        let (month, day) = (month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
        // 29 February is a day of some years.
        if NaiveDate::from_ymd_opt(2000, u32::from(month), u32::from(day)).is_none() {
            return self.bad(node, "is no day of the year", "a day of the year is written month-day, `12-25`");
        }
        Some(MonthDay { month, day, place: self.place(node) })
    }

    pub(super) fn weekday_of(node: &Node<'_>) -> Option<Weekday> {
        Some(match node.as_str() {
            "mon" => Weekday::Monday,
            "tue" => Weekday::Tuesday,
            "wed" => Weekday::Wednesday,
            "thu" => Weekday::Thursday,
            "fri" => Weekday::Friday,
            "sat" => Weekday::Saturday,
            "sun" => Weekday::Sunday,
            _ => return None,
        })
    }

    /// The days of a clause.
    pub(super) fn day_ranges(&mut self, node: &Node<'_>) -> Option<Vec<DayRange>> {
        let days = kids(node, Rule::day_range).map(|range| {
            let mut days = kids(&range, Rule::weekday);
            let from = Self::weekday_of(&days.next()?)?;
            let to = days.next().map_or(Some(from), |to| Self::weekday_of(&to))?;
            Some(DayRange { from, to, place: self.place(&range) })
        });
        let days = days.collect::<Option<Vec<_>>>()?;
        Some(self.counted(days, node))
    }

    /// The value of a text in quotes. A bad escape is reported and left out.
    pub(super) fn unescaped(&mut self, node: &Node<'_>) -> Option<String> {
        let raw = node.as_str();
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        if inner.len() > self.limits.text_bytes {
            let message = format!("this text has more than {} bytes", self.limits.text_bytes);
            let found = Diagnostic::new(Code::TextTooLong, self.span(node), message).help("shorten it");
            self.report(found);
            return None;
        }
        let mut value = String::with_capacity(inner.len());
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            value.push_str(rest.get(..at).unwrap_or_default());
            let escape = rest.get(at..).unwrap_or_default();
            let length = match escape.chars().nth(1) {
                Some('u') => {
                    escape.char_indices().take(12).find(|&(_, c)| c == '}').map_or(2, |(end, _)| end.saturating_add(1))
                }
                Some(other) => other.len_utf8().saturating_add(1),
                None => 1,
            };
            let (escape, behind) = escape.split_at_checked(length).unwrap_or((escape, ""));
            match escaped(escape) {
                Some(c) => value.push(c),
                None => {
                    let start = self.offset(escape);
                    let span = self.span_of(start..start.saturating_add(escape.len()));
                    let message = format!("{} is no escape", words::quoted(escape));
                    let help =
                        "the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{e9}`; a backslash is written `\\\\`";
                    self.report(Diagnostic::new(Code::BadLiteral, span, message).help(help));
                }
            }
            rest = behind;
        }
        value.push_str(rest);
        Some(value)
    }
}

fn escaped(escape: &str) -> Option<char> {
    match escape {
        "\\\"" => Some('"'),
        "\\\\" => Some('\\'),
        "\\n" => Some('\n'),
        "\\t" => Some('\t'),
        _ => {
            let digits = escape.strip_prefix("\\u{")?.strip_suffix('}')?;
            let short = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            short.then(|| u32::from_str_radix(digits, 16).ok())?.and_then(char::from_u32)
        }
    }
}
