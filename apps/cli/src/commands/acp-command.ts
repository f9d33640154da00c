import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { findSession } from '../find/find-session.ts'
import { oneLine } from '../output/plain-text.ts'

export const addAcp = (program: Command): void => {
  defineCommand(program, {
    usage: 'acp',
    about: 'Be the agent of an editor that speaks the Agent Client Protocol, on standard input and output',
    details: `The editor starts it. Its conversations are sessions of the server: they go on when the editor is closed, can be loaded
again, and are in the console and in \`sojourn ls\` like all others. What the agent asks is asked in the editor and
in the inbox; whoever answers first is who counts. docs/editors.md says how to set it up in Zed and JetBrains.

New sessions work in the editor's folder, which the server must allow: SOJOURN_WORKSPACE_ROOTS of the server names the
directories in which sessions may work.`,
    options: [
      ['-a, --agent <agent>', 'agent of new sessions; default: the server’s'],
      ['-s, --session <session>', 'the first conversation is this session, with all that was said'],
      ['--no-workspace', 'new sessions work in a folder of their own on the server'],
    ],
    examples: [
      ['acp', 'what an editor’s settings name'],
      ['acp --agent builder', 'with another agent than the default one'],
      ['acp --session notes', 'go on with a session in an editor that cannot list them'],
    ],
    run: async (cli, given) => {
      const reference = given.text('session')
      // Other commands do not need it.
      const { serveAcp } = await import('../acp/serve-acp.ts')
      const options = {
        sojourn: cli.sojourn,
        agentId: given.text('agent'),
        inWorkspace: given.flag('workspace'),
        attached: reference === undefined ? null : await findSession(cli, reference),
        report: (error: unknown) => cli.output.note(`acp: ${oneLine(String(error))}`),
      }
      await serveAcp(options, cli.signal)
      return 'ok'
    },
  })
}
