import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { parseSent } from './routes.ts'

/** A trouble of the Cloudinary stand-in's that can be switched on. */
export interface Fault {
  readonly name: string
  readonly title: string
  /** What a person sees of it. */
  readonly effect: string
  readonly settings: FaultSettings
}

/** What the stand-in's control route takes and tells, as far as it is used here. */
export type FaultSettings = z.infer<typeof controlSchema>

const controlSchema = z.object({
  latencyMs: z.number().optional(),
  rejectAbovePerSecond: z.number().optional(),
  failNext: z
    .array(
      z.object({
        operation: z.literal('upload').optional(),
        times: z.number().optional(),
        effect: z.enum(['none', 'applied']).optional(),
        status: z.number().optional(),
        message: z.string().optional(),
        reset: z.boolean().optional(),
      }),
    )
    .optional(),
})

/** How the stand-in is told of faults. */
export interface FaultDoor {
  read(): Promise<FaultSettings>
  set(settings: FaultSettings): Promise<void>
  clear(): Promise<void>
}

/** As good as for ever. */
const ALWAYS = 1_000_000

/** The troubles that the console offers, the mildest first. */
const FAULTS: readonly Fault[] = [
  {
    name: 'slow',
    title: 'Slow',
    effect: 'Each answer takes three seconds: files show as in flight for longer.',
    settings: { latencyMs: 3000 },
  },
  {
    name: 'throttled',
    title: 'Throttled',
    effect: 'More than two calls a second are answered with 420. They are tried again; nothing is lost.',
    settings: { rejectAbovePerSecond: 2 },
  },
  {
    name: 'refuse-next',
    title: 'Refuse the next upload',
    effect: 'One file is refused as an invalid image, and becomes a dead letter. A redrive brings it in.',
    settings: { failNext: [{ operation: 'upload', status: 400, message: 'Invalid image file' }] },
  },
  {
    name: 'lost-answers',
    title: 'Lose answers',
    effect: 'The next three uploads land, but their answers never arrive: the keys are in doubt, then converge.',
    settings: { failNext: [{ operation: 'upload', times: 3, effect: 'applied', reset: true }] },
  },
  {
    name: 'wrong-secret',
    title: 'Refuse the account',
    effect: 'Every call is answered with 401, as with a wrong secret: mirroring halts, and says why.',
    settings: { failNext: [{ status: 401, message: 'Invalid Signature', times: ALWAYS }] },
  },
  {
    name: 'down',
    title: 'Down',
    effect: 'Every call is answered with 503: mirroring halts until it is over. Nothing is lost, nothing refused.',
    settings: { failNext: [{ status: 503, message: 'Service Unavailable', times: ALWAYS }] },
  },
]

const nameSchema = z.object({ name: z.string().nullable() })

/** The faults of a stand-in that answers there. */
export function standInFaults(origin: string): FaultDoor {
  const ask = async (method: string, body?: object) => {
    const response = await fetch(`${origin}/_control/faults`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new UsageError(`expected the stand-in to take the fault, found ${await response.text()}`)
    return controlSchema.parse(await response.json())
  }
  return {
    read: async () => ask('GET'),
    set: async (settings) => void (await ask('POST', settings)),
    clear: async () => void (await ask('DELETE')),
  }
}

/** Which faults there are, and which of them is on: null for none that the console has. */
export async function readFaults(door: FaultDoor) {
  const faults = FAULTS.map(({ name, title, effect }) => ({ name, title, effect }))
  const now = await door.read()
  const active = FAULTS.find(({ settings }) => isOn(settings, now))
  return { faults, active: active?.name ?? null }
}

/** A fault that befalls so many requests is on while some of these are left. */
function isOn({ failNext: [wanted] = [], ...limits }: FaultSettings, now: FaultSettings): boolean {
  const [next] = now.failNext ?? []
  if (wanted) return next?.status === wanted.status && next?.reset === (wanted.reset ?? false)
  return Object.entries(limits).every(([name, value]) => limitOf(now, name) === value)
}

function limitOf(settings: FaultSettings, name: string): number | undefined {
  return name === 'latencyMs' ? settings.latencyMs : settings.rejectAbovePerSecond
}

/** Switches a fault on, in the place of any other; with null ends them all. */
export async function setFault(door: FaultDoor, sent: unknown): Promise<object> {
  const { name } = parseSent(nameSchema, sent)
  if (name === null) {
    await door.clear()
    return { name }
  }
  const fault = FAULTS.find((one) => one.name === name)
  if (!fault) throw new UsageError(`expected a fault that there is, found ${JSON.stringify(name)}`)
  await door.set(fault.settings)
  return { name }
}
