import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { readAdmission } from '../../../shared/identity/admission.ts'
import type { DeployedStage } from '../deployed-stage.ts'
import type { Change } from '../project-copy.ts'

/**
 * The emulator's CloudFormation makes no server of AWS Transfer Family. All else that a server has, the identity function, its role and
 * the table of users, comes by the choice of `npm start`, which a deploy refuses elsewhere.
 */
export const WITHOUT_SERVER: Change = {
  file: 'operate/deploy/transfer-faults.ts',
  from: "transfer === 'local' && stage !== LOCAL",
  to: 'stage === LOCAL',
}

/** What of a deploy then has users. */
export const WITH_USERS = ['--param', 'transfer=local']

/** Users of a server, kept by `sls ftp`, and asked for as the server asks. */
export function ftpUsers(stage: DeployedStage): void {
  it('adds a user with a password, shown once, by which the identity function lets it into its home', async () => {
    const said = JSON.parse(await stage.succeed(['ftp', 'add', '--user', 'anna', '--home', '/in/anna', '--json']))
    expect(said).to.include({ user: 'anna', home: '/in/anna', hasPassword: true })
    const admitted = await logIn(stage, 'anna', said.password)
    expect(admitted).to.include({ bucket: stage.bucket, home: '/in/anna' })
    expect(admitted?.rights).to.deep.equal(['read', 'write', 'delete'])
    expect(await logIn(stage, 'anna', `${said.password}x`)).to.equal(undefined)
    expect(await logIn(stage, 'nobody', said.password)).to.equal(undefined)
    await stage.succeed(['ftp', 'disable', '--user', 'anna'])
    expect(await logIn(stage, 'anna', said.password)).to.equal(undefined)
    await stage.succeed(['ftp', 'enable', '--user', 'anna'])
    expect(await logIn(stage, 'anna', said.password)).to.include({ home: '/in/anna' })
  })

  it('does not lose them by a deploy that forgets that there are some', async () => {
    const { code, text } = await stage.sls(['deploy'])
    expect({ code, isNamed: /^ {2}transfer\n {4}expected local, as it is deployed/m.test(text) }, text).to.deep.equal({
      code: 1,
      isNamed: true,
    })
  })

  it('imports users of a file, lists and tests them, and removes one', async () => {
    const lines = [
      'user,home,password,key,rights,from',
      'ben,/in/ben,"chosen, by ben",,read,203.0.113.0/24',
      'eve,/in/eve,,,,',
    ]
    writeFileSync(join(stage.place, 'users.csv'), `${lines.join('\n')}\n`)
    expect(await stage.succeed(['ftp', 'import', 'users.csv'])).to.match(/^eve,\/in\/eve,\S{10,}$/m)
    expect(await stage.succeed(['ftp', 'list'])).to.match(
      /^ben +\/in\/ben +read +password +203\.0\.113\.0\/24 +active$/m,
    )
    expect(await logIn(stage, 'ben', 'chosen, by ben', '203.0.113.9')).to.deep.include({
      home: '/in/ben',
      rights: ['read'],
    })
    expect(await logIn(stage, 'ben', 'chosen, by ben')).to.equal(undefined)
    // It has no keys.
    const tested = await stage.sls(['ftp', 'test', '--user', 'ben'])
    expect({ ...tested, text: /ben/.test(tested.text) }).to.deep.equal({ code: 1, text: true })
    await stage.succeed(['ftp', 'remove', '--user', 'ben', '--yes'])
    expect(await logIn(stage, 'ben', 'chosen, by ben', '203.0.113.9')).to.equal(undefined)
    expect(await stage.succeed(['ftp', 'list'])).not.to.contain('ben')
  })
}

/** Asks the function as AWS Transfer Family does, and reads its answer so. */
async function logIn(
  { aws, functionName }: DeployedStage,
  username: string,
  password: string,
  sourceIp = '198.51.100.7',
): Promise<ReturnType<typeof readAdmission>> {
  const question = { username, password, protocol: 'SFTP', serverId: 's-01234567890abcdef', sourceIp }
  const { FunctionError, Payload = [] } = await aws.lambda.send(
    new InvokeCommand({ FunctionName: functionName('identity'), Payload: Buffer.from(JSON.stringify(question)) }),
  )
  const text = Buffer.from(Payload).toString()
  expect(FunctionError, text).to.equal(undefined)
  return readAdmission(JSON.parse(text), 'password')
}
