//! Tells network addresses on the public internet from all others.
//!
//! A stranger's feed may lead to the former only. The ranges are those of IANA's registries of
//! special-purpose addresses (RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns whether the address is on the public internet; `false` for this machine, the local network
/// and whatever else is reserved.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0, ..)                  // this network; 0.0.0.0 is this machine
            | (10, ..)           // private
            | (100, 64..=127, _) // behind a provider's NAT
            | (127, ..)          // this machine
            | (169, 254, _)      // link-local, where clouds keep their metadata
            | (172, 16..=31, _)  // private
            | (192, 0, 0 | 2)    // protocol assignments; documentation
            | (192, 88, 99)      // former 6to4 relays
            | (192, 168, _)      // private
            | (198, 18 | 19, _)  // benchmarks
            | (198, 51, 100)     // documentation
            | (203, 0, 113)      // documentation
            | (224..=255, ..) // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An IPv4 address written as IPv6: mapped, or translated by a network without IPv4 (RFC
        // 6052). The IPv4 address decides, since the packets go there.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments, Teredo among them; documentation; 6to4, which contains an IPv4
        // address.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => {
            false
        }
        // Only these are assigned. The rest is this machine, local, multicast or reserved.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_this_machine_and_of_local_networks_are_not_public() {
        let local = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12:3456:789a::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in local {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn addresses_for_documentation_and_tunnels_are_not_public() {
        let special = [
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "192.88.99.1",
            "2001::1",
            "2001:2::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "3fff:fff::1",
            "100::1",
            "5f00::1",
        ];
        for address in special {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_in_an_ipv6_one_counts_as_what_it_is() {
        for local in [
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "::ffff:169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b::192.168.0.1",
            "::127.0.0.1",
            "::8.8.8.8",
            "64:ff9b:1::8.8.8.8",
        ] {
            assert!(!public(local), "{local}");
        }
        assert!(public("::ffff:8.8.8.8"));
        assert!(public("64:ff9b::8.8.8.8"));
    }

    #[test]
    fn addresses_just_outside_of_the_special_ranges_are_public() {
        let ordinary = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2000::1",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "3ffe::1",
            "3fff:1000::1",
        ];
        for address in ordinary {
            assert!(public(address), "{address}");
        }
    }
}
