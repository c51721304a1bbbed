import { expect } from 'chai'
import { composeMirror } from '../../shared/composition/mirror.ts'
import { composeProbe } from '../../shared/composition/probe.ts'
import { readBreakerEnvironment, readEnvironment } from '../../shared/config/environment.ts'
import type { Location } from '../../shared/ports/source.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { functionEnvironment } from '../deploy/function-environment.ts'
import { observed } from '../rules/fixtures.ts'

const MARKER = '.wellknown/cloudinary/demo'
const EMPTY = observed({ sizeBytes: 0, versionId: 'v1' })
/** What functions are told besides. */
const stages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a stage': {},
  'another region, with a session': { AWS_REGION: 'eu-central-1', AWS_SESSION_TOKEN: 'a/session+of=words' },
  'a bucket with dots': { SOURCE_BUCKET: 'studio.example' },
  'the local stack': { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
  'a stage whose S3 alone is elsewhere': { AWS_ENDPOINT_URL_S3: 'https://objects.example' },
  'a stage whose bytes are sent': { OBJECT_TRANSFER: 'stream' },
}

/** The process's environment while a test runs. */
function useEnvironment(texts: Readonly<Record<string, string>>): void {
  const before = Object.keys(texts).map((name) => [name, process.env[name]] as const)
  beforeEach(() => void Object.assign(process.env, texts))
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

/** Where an object is, and who asks for it. */
function whereabouts(location: Location) {
  if (typeof location !== 'string') return { name: location.name, sizeBytes: location.sizeBytes, md5: location.md5 }
  const { protocol, host, pathname, searchParams } = new URL(location)
  // The rest depends on the time.
  const { 'X-Amz-Date': _, 'X-Amz-Signature': __, ...parameters } = Object.fromEntries(searchParams)
  return { protocol, host, pathname, parameters }
}

for (const [name, told] of Object.entries(stages)) {
  describe(`the probe of the breaker, in ${name},`, () => {
    useEnvironment({ ...functionEnvironment, ...told })

    it('looks where the workers look', async () => {
      const worker = composeMirror(readEnvironment(), new Rules()).source
      const probe = composeProbe(readBreakerEnvironment()).source
      expect(probe.transfer).to.equal(worker.transfer)
      for (const transfer of ['s3', 'presigned', 'stream'] as const) {
        const [ours, theirs] = [probe, worker].map((source) => source.locate(MARKER, EMPTY, transfer))
        if (!ours || !theirs) throw new Error('expected two places')
        expect(whereabouts(await ours)).to.deep.equal(whereabouts(await theirs))
      }
    })
  })
}
