//! `cidr_contains`: whether a network holds an address or another network.

use std::net::IpAddr;

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::format::cidr;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let network = cidr::parse(&call.text(0)).map_err(|error| Fault::of(0, error.cause))?;
    let inner = call.text(1);
    if let Ok(address) = inner.parse::<IpAddr>() {
        return Ok(Data::Bool(network.contains(address)));
    }
    match cidr::parse(&inner) {
        Ok(inner) => Ok(Data::Bool(network.holds(&inner))),
        Err(error) => {
            let fault = Fault::of(1, format!("`{inner}` is neither an address nor a network: {}", error.cause));
            Err(match error.help {
                Some(help) => fault.help(help),
                None => fault,
            })
        }
    }
}
