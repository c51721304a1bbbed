import { readAdmission } from '../../shared/identity/admission.ts'
import { type LoginRequest, parseLoginRequest } from '../../shared/identity/event.ts'
import { REFUSALS } from '../../shared/identity/judge.ts'
import { type Identity, lookUp } from '../../shared/identity/log-in.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { optionalText } from '../cli/options.ts'
import { UsageError } from '../cli/usage-error.ts'
import { askIdentity, identityOf } from './aws.ts'
import { passwordOption, userOf, userOption } from './options.ts'
import { renderTest, type Tested } from './report.ts'

/** Nobody's: an address for examples. Source: RFC 5737. */
const EXAMPLE_ADDRESS = '192.0.2.1'
/** No server has this name, and the function asks for none. */
const SERVER_ID = 's-00000000000000000'

/** `sls ftp test`: what a user would get. */
export const ftpTest: Command = {
  path: ['ftp', 'test'],
  usage: 'Asks the identity function as the server would, and says what the user would get; without a password by key',
  options: {
    ...userOption,
    ...passwordOption,
    from: {
      usage: 'The address that the user comes from, one that the user may come from if not given',
      type: 'string',
    },
    protocol: { usage: 'SFTP, FTPS or FTP; SFTP if not given', type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const name = userOf(options)
    const protocol = optionalText(options, 'protocol')?.toUpperCase() ?? 'SFTP'
    const password = await promptOnce(context, name)
    const stage = await context.stage()
    const identity = await identityOf(stage)
    const sourceIp = optionalText(options, 'from') ?? (await addressFor(name, identity))
    const event = { username: name, password, protocol, serverId: SERVER_ID, sourceIp }
    const request = parseLoginRequest(event)
    if (!request) {
      throw new UsageError(
        'expected --protocol to be SFTP, FTPS or FTP, --from an address, and a password of at most 256 bytes',
      )
    }
    // Before the function counts it.
    const { verdict } = await lookUp(request, identity)
    const admitted = readAdmission(await askIdentity(stage, event), request.credential.kind)
    const tested: Tested = { name, ...asked(request), admitted, refusal: verdict.isIn ? undefined : verdict.code }
    if (options.json) {
      const reason = tested.refusal && REFUSALS[tested.refusal]
      printJson(terminal, { ...tested, isIn: admitted !== undefined, ...(reason && { reason }) })
    } else terminal.print(renderTest(tested))
    return admitted ? 0 : 1
  },
}

function asked({ protocol, address, credential }: LoginRequest) {
  return { protocol, address, by: credential.kind }
}

async function promptOnce({ options, terminal }: CommandContext, name: string): Promise<string> {
  if (options['password-prompt'] !== true) return ''
  return terminal.ask(`Password of ${name}: `, 'no --password-prompt to test a key', { isSecret: true })
}

/** The first address of those that the user may come from. */
async function addressFor(name: string, { users }: Identity): Promise<string> {
  const [block] = (await users.find(name))?.from ?? []
  return block?.split('/')[0] ?? EXAMPLE_ADDRESS
}
