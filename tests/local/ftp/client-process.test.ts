import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { ClientProcess, type Doing } from '../../../local/ftp/client-process.ts'
import { portOf } from '../../../local/ftp/data-connection.ts'
import { eventually } from '../../support/eventually.ts'
import { waitMsMax } from '../limits.ts'

/** Connects, and then says what it does next: nothing, or something without an end. */
const program = `
  const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1', () => socket.write(String(process.pid)))
  socket.on('data', () => { for (;;); })
`

// Other systems do not tell.
const told = (doing: Doing): Doing => (process.platform === 'linux' ? doing : 'unknown')

describe('local/ftp: what the program of a client does', () => {
  let server: Server
  let child: ChildProcess
  let socket: Socket
  let pid: number
  let found: ClientProcess
  beforeEach(async () => {
    server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    // A parent that does not ask how its child has ended keeps it, ended.
    const command = ['"$0" "$@" & exec sleep 600', process.execPath, '-e', program, String(portOf(server))]
    child = spawn('sh', ['-c', ...command], { stdio: 'ignore' })
    const [accepted] = await once(server, 'connection')
    socket = accepted
    socket.on('error', () => {})
    const [text] = await once(socket, 'data')
    pid = Number(text)
    found = new ClientProcess(endsOf(socket))
    found.find()
  })
  afterEach(() => {
    process.kill(pid, 'SIGKILL')
    child.kill('SIGKILL')
    socket.destroy()
    server.close()
  })

  const untilIt = (doing: Doing) =>
    eventually(`the program to be ${doing}`, () => expect(found.look()).to.equal(told(doing)), waitMsMax)

  it('tells one that waits for an answer', () => untilIt('waiting'))

  it('tells one that is busy, and may be about to close more', async () => {
    await untilIt('waiting')
    socket.write('work')
    await untilIt('busy')
  })

  it('tells one that ends', async () => {
    await untilIt('waiting')
    process.kill(pid, 'SIGKILL')
    await untilIt('ending')
  })

  it('knows nothing of a connection that is not of this machine, or was not looked for', () => {
    const elsewhere = new ClientProcess({ ...endsOf(socket), address: '192.0.2.1' })
    elsewhere.find()
    expect(elsewhere.look()).to.equal('unknown')
    expect(new ClientProcess(endsOf(socket)).look()).to.equal('unknown')
  })
})

function endsOf({ remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 }: Socket) {
  return { address: remoteAddress, port: remotePort, serverAddress: localAddress, serverPort: localPort }
}
