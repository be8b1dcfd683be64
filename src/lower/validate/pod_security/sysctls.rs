//! Settings of the node's kernel that are not safe to change for one pod. What is safe has grown since.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// Since which minor version which are safe.
const SAFE: [(u32, &[&str]); 5] = [
    (
        0,
        &[
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_syncookies",
        ],
    ),
    (27, &["net.ipv4.ip_local_reserved_ports"]),
    (
        29,
        &[
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
        ],
    ),
    (32, &["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]),
    (37, &["net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"]),
];

/// `securityContext.sysctls[*].name` of the pod
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    let Some(context) = pod.context else { return };
    for sysctl in context.items("sysctls") {
        let name = sysctl.text("name").unwrap_or_default();
        let safe = SAFE.iter().any(|(since, names)| *since <= verdict.minor && names.contains(&name));
        if !safe {
            let node = sysctl.get("name").unwrap_or(sysctl);
            verdict.wrong(node, "unsafe_sysctl", "a setting of the node's kernel is changed");
        }
    }
}
