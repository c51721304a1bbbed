import { once } from 'node:events'
import { type Command, jsonOption } from '../cli/command.ts'
import { interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { optionalNumber } from '../cli/options.ts'

const PORT = 8090

/** `sls console`: serves the web page of a stage on this machine, until it is stopped. */
export const consoleCommand: Command = {
  path: ['console'],
  usage: 'Serves a web page of the stage on this machine: what happens, why a file is missing, and what to do',
  options: {
    'allow-actions': {
      usage: 'Lets the page act, too: redrive, purge, release, pause, resume, sweep',
      type: 'boolean',
    },
    port: { usage: `The port on 127.0.0.1, ${PORT} if not given; 0 means any free one`, type: 'string' },
    ...jsonOption,
  },
  async run({ options, rules, stage, terminal }) {
    const port = optionalNumber(options, 'port', 0) ?? PORT
    const allowsActions = options['allow-actions'] === true
    // A stage that is not there is told of here, and not by the page.
    const { name } = await stage()
    const [{ composeSite }, { serveConsole }] = await Promise.all([import('./compose.ts'), import('./server.ts')])
    const site = composeSite({ stage, rules, allowsActions, local: undefined })
    const server = await serveConsole(async () => site, { port, allowsActions })
    if (options.json) printJson(terminal, { url: server.url, allowsActions })
    else terminal.print(server.url)
    const mode = allowsActions ? 'acts with your credentials' : 'only shows; --allow-actions lets it act'
    terminal.note(
      `The console of stage ${name} ${mode}. The address has its password: share it with nobody. Ctrl-C stops it.`,
    )
    await interruptible(async (signal) => {
      if (!signal.aborted) await once(signal, 'abort')
    })
    await server.stop()
    return 0
  },
}
