//! `kappc man`: the manual page, from the same definitions as the help: the command, then each of its commands.

use std::io;

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::args::Args;
use super::{Exit, output};

/// Writes the page.
pub(super) fn run() -> Exit {
    let mut page = Vec::new();
    match write(&mut page) {
        Ok(()) => output::result(&page, Exit::Clean),
        Err(error) => {
            output::say(&format!("error: cannot write the manual: {error}\n  help: please report this\n"));
            Exit::Internal
        }
    }
}

fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Args::command();
    command.build();
    let mut text = roff(|section| Man::new(command.clone()).render(section))?;
    for inner in command.get_subcommands() {
        let man = Man::new(inner.clone());
        let name = inner.get_name();
        // The pages that are named here are sections of this one.
        text = text.replace(&format!("kappc\\-{name}(1)"), &format!("kappc {name}"));
        text.push_str(&format!(".SH \"KAPPC {}\"\n", name.to_uppercase()));
        let sections = roff(|section| {
            man.render_synopsis_section(section)?;
            man.render_description_section(section)?;
            man.render_options_section(section)?;
            man.render_extra_section(section)
        })?;
        text.push_str(&sections.replace(".SH ", ".SS "));
    }
    page.extend_from_slice(text.replace(" EXTRA\n", " EXAMPLES\n").as_bytes());
    Ok(())
}

/// What `render` writes.
fn roff(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<String> {
    let mut section = Vec::new();
    render(&mut section)?;
    Ok(String::from_utf8_lossy(&section).into_owned())
}
