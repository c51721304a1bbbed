import { Client, FTPError } from 'basic-ftp'

/** A client of that user; rejects with the server's reply. */
export async function clientOf(
  { host, port }: { readonly host: string; readonly port: number },
  user: string,
  password: string,
): Promise<Client> {
  const client = new Client()
  try {
    await client.access({ host, port, user, password })
    return client
  } catch (thrown) {
    client.close()
    throw thrown
  }
}

/** The code that something is refused with; 0 where it is not. */
export async function refusal(call: () => Promise<unknown>): Promise<number> {
  try {
    await call()
  } catch (thrown) {
    if (thrown instanceof FTPError) return thrown.code
    throw thrown
  }
  return 0
}
