//! `cidr_host`: one address of a network, by its number.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::format::cidr::{self, Cidr};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let network = cidr::parse(&call.text(0)).map_err(|error| Fault::of(0, error.cause))?;
    let index = call.int(1).unwrap_or(0);
    match u128::try_from(index).ok().and_then(|index| host(&network, index)) {
        Some(address) => Ok(Data::Text(address.to_string().into())),
        None => {
            let bits = host_bits(&network);
            let count = 1u128.checked_shl(bits).map_or_else(|| "2^128".to_owned(), |count| count.to_string());
            Err(Fault::of(1, format!("`{network}` has no address number {index}"))
                .help(format!("it has {count}; the first is number 0")))
        }
    }
}

fn host_bits(network: &Cidr) -> u32 {
    let most: u32 = if network.network.is_ipv4() { 32 } else { 128 };
    most.saturating_sub(network.prefix.into())
}

/// The address number `index`, where the network has so many.
fn host(network: &Cidr, index: u128) -> Option<IpAddr> {
    if index.checked_shr(host_bits(network)).is_some_and(|beyond| beyond > 0) {
        return None;
    }
    Some(match network.network {
        IpAddr::V4(first) => Ipv4Addr::from(u32::from(first) | u32::try_from(index).ok()?).into(),
        IpAddr::V6(first) => Ipv6Addr::from(u128::from(first) | index).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_from_the_first() {
        for (network, index, address) in [
            ("10.0.0.0/24", 5, Some("10.0.0.5")),
            ("10.0.0.0/24", 255, Some("10.0.0.255")),
            ("10.0.0.0/24", 256, None),
            ("192.168.1.7/32", 0, Some("192.168.1.7")),
            ("192.168.1.7/32", 1, None),
            ("0.0.0.0/0", u128::from(u32::MAX), Some("255.255.255.255")),
            ("0.0.0.0/0", 1 << 32, None),
            ("fd00::/8", 10, Some("fd00::a")),
            ("::/0", u128::MAX, Some("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")),
        ] {
            let found = host(&cidr::parse(network).unwrap(), index).map(|found| found.to_string());
            assert_eq!(found.as_deref(), address, "{network} {index}");
        }
    }
}
