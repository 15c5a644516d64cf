//! Where an address of the network leads, as far as its number says (the registries of special
//! addresses: RFC 6890 and what updates it).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressScope {
    /// Somewhere in the Internet.
    Public,
    /// The network of an organisation.
    Private,
    /// This machine.
    Loopback,
    /// A neighbour on the wire, everybody, or nobody. The machines that run virtual ones keep
    /// their secrets at such an address (169.254.169.254).
    Never,
}

impl AddressScope {
    /// Where this address leads. IPv4 inside of IPv6 is what it is inside of.
    pub(super) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            [127, ..] => Self::Loopback,
            [10, ..] | [192, 168, ..] | [172, 16..=31, ..] => Self::Private,
            // Shared by a provider's customers, protocol assignments, benchmarks.
            [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18..=19, ..] => Self::Private,
            [0 | 224.., ..] | [169, 254, ..] => Self::Never,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let v4 = |high: u16, low: u16| {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Self::of_v4(Ipv4Addr::new(a, b, c, d))
        };
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 1] => Self::Loopback,
            // IPv4-mapped, IPv4-compatible, translated (RFC 6052), 6to4.
            [0, 0, 0, 0, 0, 0 | 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => {
                v4(high, low)
            }
            [0x2002, high, low, ..] => v4(high, low),
            [0xFC00..=0xFDFF | 0xFEC0..=0xFEFF, ..] | [0x64, 0xFF9B, 1, ..] => Self::Private,
            [0xFE80..=0xFEBF | 0xFF00.., ..] => Self::Never,
            // Only 2000::/3 is given out.
            [0x2000..=0x3FFF, ..] => Self::Public,
            _ => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_where_its_registry_says() {
        for (address, reach) in [
            ("203.0.113.9", AddressScope::Public),
            ("127.0.0.1", AddressScope::Loopback),
            ("127.255.0.9", AddressScope::Loopback),
            ("10.0.0.1", AddressScope::Private),
            ("172.31.255.255", AddressScope::Private),
            ("172.32.0.1", AddressScope::Public),
            ("192.168.1.1", AddressScope::Private),
            ("100.64.0.1", AddressScope::Private),
            ("169.254.169.254", AddressScope::Never),
            ("0.0.0.0", AddressScope::Never),
            ("224.0.0.1", AddressScope::Never),
            ("255.255.255.255", AddressScope::Never),
            ("::1", AddressScope::Loopback),
            ("::", AddressScope::Never),
            ("::ffff:127.0.0.1", AddressScope::Loopback),
            ("::ffff:10.1.2.3", AddressScope::Private),
            ("::ffff:169.254.169.254", AddressScope::Never),
            ("::127.0.0.1", AddressScope::Loopback),
            ("64:ff9b::169.254.169.254", AddressScope::Never),
            ("2002:7f00:1::", AddressScope::Loopback),
            ("fe80::1", AddressScope::Never),
            ("fd00::1", AddressScope::Private),
            ("ff02::1", AddressScope::Never),
            ("2001:db8::1", AddressScope::Public),
        ] {
            assert_eq!(AddressScope::of(address.parse().unwrap()), reach, "{address}");
        }
    }
}
