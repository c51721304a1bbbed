import { readMessage } from '../../shared/event/read-message.ts'
import { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { judge } from './oracle.ts'
import { redrive } from './redrive.ts'
import { type Happening, put, type Scenario } from './scenarios/scenario.ts'
import { endlessUploads } from './settle.ts'
import { type AwsFate, type AwsService, BUCKET, type Fate, World } from './world.ts'

/** Plays a scenario without faults, and returns what was not as it should be. */
export async function playScenario(scenario: Scenario, options: PlayOptions = {}): Promise<readonly string[]> {
  const { world, before, mutations, uploads } = await play(scenario, options)
  const after = assetIds(world)
  const moved = Object.entries(scenario.identities).filter(([now, then]) => after.get(now) !== before.get(then))
  return [
    ...faultsOf(world, scenario),
    ...moved.map(([now, then]) => `${now} is not the asset that ${then} was`),
    ...wrongContents(world, scenario),
    ...(scenario.check?.(world) ?? []),
    ...(world.uploadsSent - uploads > (scenario.uploadsMax ?? Number.POSITIVE_INFINITY)
      ? [`${world.uploadsSent - uploads} uploads sent`]
      : []),
    ...(mutations > scenario.mutationsMax ? [`${mutations} mutations, expected at most ${scenario.mutationsMax}`] : []),
  ]
}

/** What clients do just when trouble strikes, so that trying again finds another world: nothing, DELE of all, STOR of old names. */
export type Meanwhile = 'nothing' | 'all go' | 'old names come back'

/** The one thing that goes wrong in a story: at its n-th call to anything, to Cloudinary, or to one of AWS's services. */
export type Trouble = { readonly call: number; readonly meanwhile: Meanwhile } & (
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' }
  | { readonly kind: 'stall'; readonly ms: number }
  | { readonly kind: 'media'; readonly fate: Fate }
  | { readonly kind: AwsService; readonly fate: AwsFate }
)

/** Plays a scenario with one trouble, and returns what was not as it should be; undefined if there were fewer calls. */
export async function playTrouble(scenario: Scenario, trouble: Trouble): Promise<readonly string[] | undefined> {
  let calls = 0
  const { world, lambda } = await play(scenario, {
    prepare: (prepared) => {
      prepared.isTroubled = true
      const strikes = () => {
        if (++calls !== trouble.call) return false
        change(prepared, scenario, trouble.meanwhile)
        return true
      }
      if (trouble.kind === 'crash') prepared.crashes = (when) => when === trouble.when && strikes()
      else if (trouble.kind === 'stall') prepared.stallMs = () => (strikes() ? trouble.ms : 0)
      else if (trouble.kind === 'media') prepared.fate = () => (strikes() ? trouble.fate : 'answered')
      else prepared.awsFate = (service) => (service === trouble.kind && strikes() ? trouble.fate : 'answered')
    },
  })
  if (calls < trouble.call) return undefined
  if (trouble.meanwhile === 'nothing') return faultsOf(world, scenario)
  return [...faultsOf(world), ...(await takeApart(world, lambda))]
}

function change(world: World, scenario: Scenario, meanwhile: Meanwhile): void {
  if (meanwhile === 'all go') for (const key of world.store.keys()) write(world, { kind: 'delete', key })
  if (meanwhile !== 'old names come back') return
  for (const [key, name] of Object.entries(scenario.first)) if (!world.store.head(key)) write(world, put(key, name))
}

/** Removes one object after the other. Where two keys think that one asset is theirs, the first takes it from the second. */
async function takeApart(world: World, lambda: Lambda): Promise<readonly string[]> {
  const faults: string[] = []
  for (const key of world.store.keys()) {
    write(world, { kind: 'delete', key })
    await rest(world, lambda)
    redrive(world)
    await rest(world, lambda)
    faults.push(...faultsOf(world).map((fault) => `after ${key} has been removed: ${fault}`))
  }
  return faults
}

export interface PlayOptions {
  /** Changes the world after the first writes of the scenario have been mirrored. */
  readonly prepare?: (world: World) => void
  /** How many messages a worker takes at once. */
  readonly batchMax?: number
}

/** Plays a scenario until it rests. */
export async function play(scenario: Scenario, options: PlayOptions = {}) {
  const world = new World({ seed: 1, faultScale: 0, versioning: scenario.versioning ?? 'off' })
  if (scenario.rules) world.rules = scenario.rules
  world.usesBackground = scenario.usesBackground ?? false
  const lambda = new Lambda(world, 5, options.batchMax)
  scenario.arrange?.(world)
  const inParts = scenario.firstInParts ?? false
  for (const [key, name] of Object.entries(scenario.first)) write(world, { kind: 'put', key, bytes: { name, inParts } })
  await rest(world, lambda)
  const before = assetIds(world)
  const { mutations, uploadsSent: uploads } = world
  scenario.prepare?.(world)
  options.prepare?.(world)
  let atMs = 0
  for (const [afterMs, happening] of scenario.steps) {
    atMs += afterMs
    world.scheduler.after(atMs, () => happen(world, happening))
  }
  await world.scheduler.run(() => false, world.nowMs + atMs)
  await rest(world, lambda)
  return { world, lambda, before, mutations: world.mutations - mutations, uploads }
}

function happen(world: World, happening: Happening): void {
  if (typeof happening === 'function') happening(world)
  else write(world, happening)
}

function wrongContents(world: World, { contents = {} }: Scenario): readonly string[] {
  const found = new Map([...world.media.assets.values()].map(({ address, bytes }) => [address.publicId, bytes.name]))
  return Object.entries(contents)
    .filter(([publicId, name]) => found.get(publicId) !== name)
    .map(([publicId, name]) => `${publicId} has ${found.get(publicId) ?? 'no asset'}, expected ${name}`)
}

/** What is not as it should be; with a scenario, the number of its dead letters too. */
function faultsOf(world: World, scenario?: Scenario): readonly string[] {
  const { divergent: found, lost: absent, extra: unwanted } = judge(world)
  const lost = absent.filter((text) => !scenario?.missing?.some((key) => text.startsWith(`${key}:`)))
  const extra = unwanted.filter((text) => !scenario?.remains?.some((publicId) => text.includes(`/${publicId} of`)))
  const divergent = found.filter((text) => !scenario?.taken?.some((publicId) => text.includes(`/${publicId} has`)))
  // A worker that dies after it has sent a dead letter sends it again.
  const bodies = [...world.deadLetters.messages.values()].map(({ body }) => body)
  const refused = new Set(bodies.flatMap((body) => readMessage(body, BUCKET).events.map(({ key }) => key))).size
  const deadLetters = scenario ? (scenario.deadLetters ?? 0) : refused
  const dead = refused === deadLetters ? [] : [`${refused} dead letters, expected ${deadLetters}`]
  const waiting = world.queue.messages.size > 0 ? ['a message is still in the queue'] : []
  return [...divergent, ...lost, ...extra, ...world.violations, ...dead, ...waiting]
}

/** Waits until nothing is under way. */
export async function rest(world: World, lambda: Lambda): Promise<void> {
  const { scheduler, queue } = world
  // Events take their time before they are in the queue.
  await scheduler.run(() => false, world.nowMs + 5000)
  const sendsForEver = endlessUploads(world)
  const isQuiet = () => queue.messages.size + world.eventsUnderWay === 0 && lambda.isIdle
  await scheduler.run(() => isQuiet() || sendsForEver(), world.nowMs + 4 * 3_600_000)
  if (sendsForEver()) world.violations.push('uploads without an end')
}

function assetIds(world: World): Map<string, string> {
  return new Map([...world.media.assets.values()].map(({ address, assetId }) => [address.publicId, assetId]))
}
