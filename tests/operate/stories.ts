import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { pause, resume } from '../../operate/pause/pause.ts'
import { storesOf } from '../../operate/stage/stores.ts'
import { limits } from '../../shared/model/limits.ts'
import { jpeg } from '../local/pictures.ts'
import type { OperatedStack } from './operated-stack.ts'
import { plantOutage, plantWithheld, Scene } from './scene.ts'

/** Something that goes wrong, and what people read who ask about the queue and about the key, or who open the key's page in the console. */
export interface Story {
  readonly key: string
  /** Resolves with what puts it right. */
  plant(key: string): Promise<() => Promise<void>>
  readonly queue: RegExp
  readonly status: RegExp
  /** Headline, detail and what to do, in a line each. */
  readonly page: RegExp
}

export type Stories = Readonly<Record<string, Story>>

const MARKER = '.wellknown/cloudinary/demo'

/** Stories of failure, each planted on a stack whose rules are those of rules-tagged.ts, in an order in which they can follow each other. */
export function storiesOf(stack: OperatedStack): Stories {
  const scene = new Scene(stack)
  return { ...halting(scene), ...refusing(scene), ...stopped(scene) }
}

/** What a probe has found well is not asked again for a while, unless another trouble comes between. */
function halting(scene: Scene): Stories {
  const { stack } = scene
  return {
    'a lost bucket policy': {
      key: 'stories/policy.jpg',
      async plant(key) {
        const { s3 } = stack.clients
        const Bucket = stack.bucket
        const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
        const lose = () => s3.send(new DeleteBucketPolicyCommand({ Bucket }))
        return scene.halt(key, lose, () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy })))
      },
      queue: /^trouble +nothing is mirrored: the bucket cannot be read: .*Access Denied, for \d+ s$/,
      status: /^waits: nothing is mirrored: the bucket cannot be read: .*Access Denied/,
      page: /^It waits: nothing is mirrored now\nWaits: nothing is mirrored: the bucket cannot be read: .*Access Denied.*, for \d+ s\.\nTo do: sls diagnose checks bucket policy/,
    },
    'a wrong secret': {
      key: 'stories/secret.jpg',
      plant: (key) =>
        scene.halt(
          key,
          () => scene.refuseAll(401, 'Invalid api_key 1'),
          () => scene.answerAgain(),
        ),
      queue: /^trouble +nothing is mirrored: Cloudinary refuses the account: Cloudinary: Invalid api_key 1, for \d+ s$/,
      status: /^waits: nothing is mirrored: Cloudinary refuses the account: Cloudinary: Invalid api_key 1/,
      page: /^It waits: nothing is mirrored now\nWaits: nothing is mirrored: Cloudinary refuses the account: Cloudinary: Invalid api_key 1.*\nTo do: .*CLOUDINARY_URL/,
    },
    'a lost marker': {
      key: 'stories/marker.jpg',
      plant: (key) =>
        scene.halt(
          key,
          () => stack.delete(MARKER),
          () => stack.put(MARKER, Buffer.alloc(0)),
        ),
      queue:
        /^trouble +nothing is mirrored: the bucket cannot be read: there is no object \.wellknown\/cloudinary\/demo/,
      status: /^waits: nothing is mirrored: the bucket cannot be read: there is no object \.wellknown/,
      page: /^It waits: nothing is mirrored now\nWaits: .*there is no object \.wellknown\/cloudinary\/demo.*\nTo do: .*marker/,
    },
  }
}

function refusing(scene: Scene): Stories {
  const { stack } = scene
  return {
    'a metadata field that is missing': {
      key: 'stories/metadata/a.jpg',
      async plant(key) {
        await stack.put(key, jpeg(key), { Metadata: { artist: 'Ann' } })
        return scene.settled(key, 1)
      },
      queue: /^trouble +1 dead letter: 1 cloudinary-400 \(Cloudinary: .*photographer.*\), for \d+ s$/,
      status: /^refused: cloudinary-400: Cloudinary: .*photographer.*, for \d+ s$/,
      page: /^It was refused\nRefused: cloudinary-400: Cloudinary: .*photographer.*, for \d+ s\.\nTo do: ./,
    },
    'a file that kills the worker': {
      key: 'stories/poison.jpg',
      async plant(key) {
        const { ledger } = storesOf(stack.operator.stage)
        await stack.unnoticed(() => stack.put(key))
        const read = await ledger.read(key)
        // What workers leave that die.
        const unended = { count: limits.unendedMax, beganMs: Date.now(), untilMs: 1 }
        await ledger.save(read, { ...read.entry, unended })
        await stack.send([stack.record('ObjectCreated:Put', key)])
        return scene.settled(key, 1)
      },
      queue: /^trouble +1 dead letter: 1 never-ended/,
      status: /^refused: never-ended: the worker hung or died/,
      page: /^It was refused\nRefused: never-ended: the worker hung or died.*\nTo do: ./,
    },
    'a file that is too large': {
      key: 'stories/large.bin',
      async plant(key) {
        await stack.put(key, Buffer.alloc(1001))
        return scene.settled(key, 1)
      },
      queue: /^trouble +1 dead letter: 1 too-large \(.*1,?001.*\), for \d+ s$/,
      status: /^refused: too-large: .*1,?001.*, for \d+ s$/,
      page: /^It was refused\nRefused: too-large: .*1,?001.*\nTo do: ./,
    },
    'a temporary name': {
      key: 'stories/half.jpg.filepart',
      async plant(key) {
        await stack.put(key)
        return scene.settled(key, 0)
      },
      queue: /^mirroring +goes on; where a file is missing all the same, `sls status --key` says why$/,
      status: /^not mirrored: a temporary name$/,
      page: /^The rules leave it out\nNot mirrored: a temporary name\.\nTo do: rename the object/,
    },
  }
}

function stopped(scene: Scene): Stories {
  const { stack } = scene
  return {
    'Cloudinary down': {
      key: 'stories/down.jpg',
      plant: (key) => plantOutage(scene, key),
      queue: /^trouble +nothing is mirrored: Cloudinary is down: .*out of order, for \d+ s$/,
      status: /^waits: nothing is mirrored: Cloudinary is down: .*out of order, for \d+ s$/,
      page: /^It waits: nothing is mirrored now\nWaits: .*Cloudinary is down: .*out of order, for \d+ s\.\nTo do: ./,
    },
    'a pause by a colleague': {
      key: 'stories/paused.jpg',
      async plant(key) {
        await stack.operator.run(pause, { reason: 'Ann moves the archive' })
        await stack.put(key)
        return async () => {
          await stack.operator.run(resume)
          await scene.arrived([key])
        }
      },
      queue: /^trouble +nothing is mirrored: paused by an operator: Ann moves the archive, for \d+ s$/,
      status: /^waits: nothing is mirrored: paused by an operator: Ann moves the archive, for \d+ s$/,
      page: /^It waits: nothing is mirrored now\nWaits: .*paused by an operator: Ann moves the archive, for \d+ s\.\nTo do: sls resume$/,
    },
    'a guard that has tripped': {
      key: 'stories/guarded.jpg',
      plant: (key) => plantWithheld(scene, key),
      queue:
        /^trouble +the guard against mass deletion has stopped all deletions, and keeps the assets of 1 key, for \d+ s$/,
      status: /^the guard against mass deletion keeps the asset, for \d+ s$/,
      page: /^The guard keeps its asset\nThe guard against mass deletion keeps the asset, for \d+ s\.\nTo do: sls guard show/,
    },
  }
}
