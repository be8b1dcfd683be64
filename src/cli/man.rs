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
    Man::new(command.clone()).render(page)?;
    for inner in command.get_subcommands() {
        let man = Man::new(inner.clone());
        page.extend_from_slice(format!(".SH \"KAPPC {}\"\n", inner.get_name().to_uppercase()).as_bytes());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
        man.render_extra_section(page)?;
    }
    Ok(())
}
