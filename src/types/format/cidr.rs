//! Networks: an address and the length of its prefix, `10.0.0.0/8`, `fd00::/8`.

use super::{FormatError, no_blanks};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network, its address without host bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    /// The first address.
    pub network: IpAddr,
    /// How many leading bits all its addresses share: up to 32, or 128 for IPv6.
    pub prefix: u8,
}

impl Cidr {
    /// Whether `address` lies in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.network.is_ipv4() == address.is_ipv4() && masked(address, self.prefix) == self.network
    }

    /// Whether the whole of `other` lies in the network.
    pub fn holds(&self, other: &Cidr) -> bool {
        self.prefix <= other.prefix && self.contains(other.network)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

/// Reads a network. One whose address has bits beyond the prefix is refused: it is read as the larger network, while
/// the address tells that a smaller one was meant.
///
/// # Errors
/// What is no address or prefix, with the network that was meant where that is clear.
pub fn parse(text: &str) -> Result<Cidr, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the network is missing").help("as in `10.0.0.0/8`"));
    }
    no_blanks(text, "a network", |text| parse(text).is_ok())?;
    let (before, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address = address(before)?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let Some(prefix) = prefix else {
        let error = FormatError::new(text.len()..text.len(), "the length of the prefix is missing");
        return Err(error.meant(format!("{address}/{most}")));
    };
    let range = before.len() + 1..text.len();
    let is_number = !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_digit());
    let is_short = prefix == "0" || !prefix.starts_with('0');
    let Some(prefix) = prefix.parse::<u8>().ok().filter(|prefix| is_number && is_short && *prefix <= most) else {
        let cause = format!("the prefix is a number from 0 to {most}");
        let mask = prefix.parse::<Ipv4Addr>().ok().filter(|_| address.is_ipv4()).map(u32::from);
        let ones = mask.filter(|mask| mask.leading_ones() + mask.trailing_zeros() >= 32).map(u32::leading_ones);
        let meant = ones.map(|ones| format!("{address}/{ones}")).filter(|text| parse(text).is_ok());
        let error = FormatError::new(range, cause);
        return Err(match meant {
            Some(text) => error.meant(text),
            None => error,
        });
    };
    let network = masked(address, prefix);
    if network != address {
        let cause = format!("this address has bits beyond its prefix of {prefix}");
        return Err(FormatError::new(0..before.len(), cause)
            .help(format!("write `{network}/{prefix}` for the network, `{address}/{most}` for the one address")));
    }
    Ok(Cidr { network, prefix })
}

fn address(text: &str) -> Result<IpAddr, FormatError> {
    text.parse().map_err(|_| {
        let error = FormatError::new(0..text.len(), "this is neither an IPv4 nor an IPv6 address");
        let has_zeros = text.split('.').any(|part| part.len() > 1 && part.starts_with('0'));
        if has_zeros && text.split('.').count() == 4 { error.help("its numbers do not start with 0") } else { error }
    })
}

/// `address` with all bits after the first `prefix` cleared.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    let prefix = u32::from(prefix);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(prefix)).unwrap_or(0);
            Ipv4Addr::from(u32::from(address) & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(prefix)).unwrap_or(0);
            Ipv6Addr::from(u128::from(address) & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn networks_are_read_and_written() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "192.168.1.7/32", "fd00::/8", "::/0", "2001:db8::1/128"] {
            assert_eq!(cidr(text).to_string(), text);
        }
    }

    #[test]
    fn networks_hold_what_lies_in_them() {
        let ten = cidr("10.0.0.0/8");
        assert!(ten.contains([10, 255, 0, 1].into()) && !ten.contains([11, 0, 0, 1].into()));
        assert!(ten.holds(&cidr("10.1.0.0/16")) && ten.holds(&ten) && !cidr("10.1.0.0/16").holds(&ten));
        assert!(!cidr("0.0.0.0/0").holds(&cidr("::/0")) && !cidr("::/0").contains([10, 0, 0, 1].into()));
        assert!(cidr("::/0").holds(&cidr("fd00::/8")));
    }

    #[test]
    fn wrong_networks_say_where() {
        for (text, wrong, fix) in [
            ("", "", None),
            ("10.0.0.0/8 ", " ", Some("10.0.0.0/8")),
            ("10.0.0.1", "", Some("10.0.0.1/32")),
            ("::1", "", Some("::1/128")),
            ("10.0.0/8", "10.0.0", None),
            ("010.0.0.0/8", "010.0.0.0", None),
            ("10.0.0.0/33", "33", None),
            ("10.0.0.0/08", "08", None),
            ("10.0.0.0/+8", "+8", None),
            ("10.0.0.0/", "", None),
            ("::/129", "129", None),
            ("10.0.0.0/255.0.0.0", "255.0.0.0", Some("10.0.0.0/8")),
            ("10.0.0.0/255.0.255.0", "255.0.255.0", None),
            ("10.1.2.3/8", "10.1.2.3", None),
            ("example.org", "example.org", None),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(
                (text.get(error.range.clone()), error.fix.as_deref()),
                (Some(wrong), fix),
                "{text}: {}",
                error.cause
            );
        }
        let help = parse("10.1.2.3/8").unwrap_err().help.unwrap();
        assert!(help.contains("`10.0.0.0/8`") && help.contains("`10.1.2.3/32`"));
    }
}
