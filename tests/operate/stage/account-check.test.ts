import { createServer, type RequestListener, type Server } from 'node:http'
import { expect } from 'chai'
import { account } from '../../../operate/diagnose/checks/account.ts'
import '../../local/cloudinary/sdk.ts'
import { eventually } from '../../support/eventually.ts'
import { DeployedStage } from '../diagnose/deployed.ts'
import { listen } from '../listen.ts'

/** Longer than it takes to connect, and long enough to answer on any machine. */
const [SOON_MS, LATE_MS] = [1000, 3_600_000]

describe('the check of the Cloudinary account', () => {
  const deployed = new DeployedStage()
  after(() => deployed.stage.close())

  /** What is found where Cloudinary answers like that, once the check has hung up. */
  async function findAt(answer: RequestListener, adminDeadlineMs = LATE_MS) {
    const server = createServer(answer)
    const listening = await listen(server)
    const fixed = { cloudName: 'demo', apiKey: 'key', apiSecret: 'hush', uploadPrefix: listening.url }
    const finding = await deployed.find(account, { account: async () => fixed, adminDeadlineMs })
    await eventually('the end of all connections', async () => expect(await connectionsOf(server)).to.equal(0))
    await listening.stop()
    return finding
  }

  it('waits for a silent Cloudinary until its deadline, and hangs up', async () => {
    const finding = await findAt(() => undefined, SOON_MS)
    expect(finding).to.have.property('issues').that.deep.equals(['Cloudinary has not answered within 1 s'])
    expect(finding).to.have.property('advice').that.contains('status.cloudinary.com')
  })

  it('tells no secret, whatever Cloudinary answers', async () => {
    const finding = await findAt((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'wrong secret hush of key' } }))
    })
    expect(JSON.stringify(finding)).to.contain('wrong secret [redacted] of key').and.not.to.contain('hush')
  })

  it('is told of an answer that is none', async () => {
    expect(JSON.stringify(await findAt((_, response) => void response.writeHead(503).end())))
      .to.contain('unexpected status code - 503')
      .and.not.to.contain('hush')
  })
})

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}
