import { isIPv4 } from 'node:net'

const dayMs = 86_400_000
const validDays = 365
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate that signs itself, with its key, both in PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes a certificate for these names and addresses, for a year from now. */
export async function makeCertificate(hosts: readonly string[], nowMs: number): Promise<Certificate> {
  // The library registers its parts by a polyfill that has to be there first. Both load only where they are needed.
  await import('reflect-metadata')
  const { BasicConstraintsExtension, PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } =
    await import('@peculiar/x509')
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const names = hosts.map((value) => ({ type: isIPv4(value) ? ('ip' as const) : ('dns' as const), value }))
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Local FTP server',
    // A clock that is put back must not make it one of the future.
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + validDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    // Clients that are told to trust it take it for its own authority.
    extensions: [new SubjectAlternativeNameExtension(names), new BasicConstraintsExtension(true, 0, true)],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { certificate: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') }
}
