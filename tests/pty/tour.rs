//! The tour that the first words of the shell speak of.

use crate::terminal::Setup;

#[test]
fn the_tour_is_played_from_the_program_itself() {
    let Some(setup) = Setup::shell(&[]).newcomer().private() else {
        return;
    };
    let mut terminal = setup.size(80, 60).start();
    terminal.wait_prompt();
    terminal.wait_text("tour                      a tour through the plumbing");
    terminal.run("alias echo=false; printf() { :; }");
    terminal.run("tour");
    terminal.wait_row("HELLO");
    terminal.wait_row("   a child reads: written by the shell");
    terminal.wait_row("That is the tour.");
    terminal.run("ipcs | grep -c 0x; pwd");
    terminal.wait_row("0");
}
