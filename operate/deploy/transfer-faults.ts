import type { ConfigFault } from '../../shared/model/config-error.ts'
import { LOCAL } from '../stage/clients.ts'
import type { Given } from './given.ts'
import { type ParameterName, parameters } from './parameters.ts'
import { isGiven, missing, read, type Texts } from './texts.ts'
import { transferParameters } from './transfer-parameters.ts'

/** What serverless.yml has for transferSources. */
const ANYONE = '0.0.0.0/0'

/** What somebody wants of a server for FTP clients. */
interface Wish {
  readonly texts: Texts
  readonly transfer: string
  readonly protocols: readonly string[]
  readonly endpoint: 'public' | 'internet' | 'private'
}

/** What AWS refuses of a server for FTP clients, and what would be without effect. Source: AWS Transfer Family API Reference, CreateServer. */
export function transferFaults(stage: string, texts: Texts): readonly ConfigFault[] {
  const transfer = read(texts, 'transfer', transferParameters.transfer)
  const endpoint = read(texts, 'transferEndpoint', transferParameters.transferEndpoint)
  if (transfer === 'local' && stage !== LOCAL) {
    return [
      { name: 'transfer', expected: 'what AWS Transfer Family speaks, or off: local is `npm start`', found: transfer },
    ]
  }
  if (transfer === undefined || transfer === 'off' || transfer === 'local' || endpoint === undefined) return []
  const wish: Wish = { texts, transfer, protocols: transfer.split(','), endpoint }
  return [...endpointFaults(wish), ...networkFaults(wish), ...certificateFaults(wish), ...nameFaults(wish)]
}

/** What works, and should be known. */
export function transferWarnings(given: readonly Given[]): readonly string[] {
  const texts: Texts = new Map(given.map(({ name, text }) => [name, text]))
  const protocols = texts.get('transfer')?.split(',') ?? []
  return [
    ...(protocols.includes('ftp')
      ? ['transfer has ftp, which encrypts nothing: whoever reads the network reads passwords and files.']
      : []),
    ...(protocols.includes('ftps') && !isGiven(texts, 'transferHostName')
      ? ["transfer has ftps and no transferHostName: no certificate is for AWS's name, so that clients refuse it."]
      : []),
  ].map((warning) => `Warning: ${warning} See docs/ftp.md.`)
}

function endpointFaults({ transfer, protocols, endpoint }: Wish): readonly ConfigFault[] {
  const fault = (expected: string) => [{ name: 'transferEndpoint', expected, found: endpoint }]
  if (protocols.includes('ftp') && endpoint !== 'private') {
    return fault(`private, because transfer is ${transfer}: AWS has ftp, which encrypts nothing, within networks only`)
  }
  if (protocols.includes('ftps') && endpoint === 'public') {
    return fault(`internet or private, because transfer is ${transfer}: AWS has ftps in networks of yours only`)
  }
  return []
}

function networkFaults({ texts, transfer, endpoint }: Wish): readonly ConfigFault[] {
  const names = ['transferVpc', 'transferSubnets'] as const
  if (endpoint !== 'public') return missingOf(texts, names, `because transferEndpoint is ${endpoint}`)
  // The endpoint is a fault by itself then, and this is what the right one needs.
  if (transfer !== 'sftp') return missingOf(texts, names, `because transfer is ${transfer}`)
  const sources = texts.get('transferSources') === ANYONE ? [] : (['transferSources'] as const)
  const because = 'because transferEndpoint is public: choose internet or private'
  return [...names, ...sources].filter((name) => isGiven(texts, name)).map((name) => idle(texts, name, because))
}

function certificateFaults({ texts, transfer, protocols }: Wish): readonly ConfigFault[] {
  if (!protocols.includes('ftps')) return []
  return missingOf(texts, ['transferCertificate'], `because transfer is ${transfer}`)
}

function nameFaults({ texts, endpoint }: Wish): readonly ConfigFault[] {
  if (!isGiven(texts, 'transferHostedZone')) return []
  if (endpoint === 'private') {
    return [idle(texts, 'transferHostedZone', 'because transferEndpoint is private: make the record yourself')]
  }
  return missingOf(texts, ['transferHostName'], 'because transferHostedZone is given')
}

function missingOf(texts: Texts, names: readonly ParameterName[], because: string): readonly ConfigFault[] {
  return names
    .filter((name) => !isGiven(texts, name))
    .map((name) => missing(name, `${parameters[name].expected}, ${because}`))
}

/** Somebody relies on what would do nothing. */
function idle(texts: Texts, name: ParameterName, because: string): ConfigFault {
  return { name, expected: `nothing, ${because}`, found: JSON.stringify(texts.get(name)) }
}
