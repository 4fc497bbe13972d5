//! What EXPOSE takes: `[[ip:]host:]container[/protocol]`, ports being numbers or ranges.
//!
//! Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert_expose.go, `parsePortSpec`.

use std::net::IpAddr;

/// Why a port is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvalidPort {
    /// Nothing stands before the protocol.
    Missing,
    /// The protocol is none of tcp, udp, sctp.
    Protocol,
    /// The port in the container is neither a number up to 65535 nor a range of such.
    Container,
    Host,
    Address,
    /// Two ranges of different lengths.
    Ranges,
}

pub(super) fn check(port: &str) -> Result<(), InvalidPort> {
    let mut parts = port.rsplitn(3, ':');
    let container = parts.next().unwrap_or_default();
    let host = parts.next().unwrap_or_default();
    let address = parts.next().unwrap_or_default();
    let (container, protocol) = container.split_once('/').unwrap_or((container, ""));
    if container.is_empty() {
        return Err(InvalidPort::Missing);
    }
    if !["", "tcp", "udp", "sctp"].contains(&protocol.to_lowercase().as_str()) {
        return Err(InvalidPort::Protocol);
    }
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
    if !bare.is_empty() && bare.parse::<IpAddr>().is_err() {
        return Err(InvalidPort::Address);
    }
    let container = range(container).ok_or(InvalidPort::Container)?;
    if !host.is_empty() {
        let host = range(host).ok_or(InvalidPort::Host)?;
        let (here, there) = (container.1 - container.0, host.1 - host.0);
        if here != there && here != 0 {
            return Err(InvalidPort::Ranges);
        }
    }
    Ok(())
}

fn range(ports: &str) -> Option<(u16, u16)> {
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_judged() {
        for good in ["80", "80/tcp", "80/UDP", "80-90", "8080:80", "127.0.0.1:80:80", "[::1]:80:80", "8000-8010:80", "0", "80/"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(check("/tcp"), Err(InvalidPort::Missing));
        assert_eq!(check("80/http"), Err(InvalidPort::Protocol));
        for bad in ["abc", "65536", "-1", "90-80", "1-2-3", "+80", "80 "] {
            assert_eq!(check(bad), Err(InvalidPort::Container), "{bad}");
        }
        assert_eq!(check("x:80"), Err(InvalidPort::Host));
        assert_eq!(check("x:80:80"), Err(InvalidPort::Address));
        assert_eq!(check("80-83:80-81"), Err(InvalidPort::Ranges));
    }
}
