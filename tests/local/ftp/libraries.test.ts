import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { basicFtpClient, jsftpClient } from '../../ftp-clients/libraries.ts'
import { operationNames, operations } from '../../ftp-clients/operations.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'
import { password, startBucket, type TestBucket, user } from './bucket.ts'

/** What `npm run test:ftp-clients` does with programs, for the libraries that the project has. */
describe('local/ftp: clients of npm', () => {
  let bucket: TestBucket
  const root = temporaryFolder('ftp-libraries')
  before(async () => {
    bucket = await startBucket({ tls: true })
    writeFileSync(join(root, 'ca.pem'), bucket.ftp.certificate ?? '')
  })
  after(async () => {
    await bucket.stop()
    removeFolder(root)
  })

  for (const { name, operations: does } of [basicFtpClient, jsftpClient])
    for (const operation of operationNames.filter((one) => does[one] !== undefined))
      it(`${name}: ${operation}`, async () => {
        const directory = `${name} ${operation}`.replaceAll(/[^A-Za-z]+/g, '-')
        const folder = join(root, directory)
        mkdirSync(folder)
        const { host, port } = bucket.ftp
        const place = { host, port, user, password, directory, folder, certificate: join(root, 'ca.pem') }
        await operations[operation].prepare(bucket, place)
        const outcome = await does[operation]?.(place)
        if (outcome) await operations[operation].check(bucket, place, outcome)
      })
})
