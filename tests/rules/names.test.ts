import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { expectedGlob, keyMatcher } from '../../shared/rules/globs.ts'
import { ACTIVE_NAMES, LEFTOVER_NAMES, PRIVATE_NAMES } from '../../shared/rules/names.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'

function reasonFor(key: string, config: MirrorConfig = {}): string | undefined {
  const match = new Rules(config).matchRule(key)
  return match.kind === 'ignored' ? match.reason : undefined
}

const LEFT_BEHIND = 'a file that a program left behind'
const PRIVATE = 'not meant to be public'

describe('names', () => {
  const leftBehind = [
    ...[
      '._a.jpg',
      'shoot/.DS_Store',
      'shoot/THUMBS.DB',
      'Desktop.ini',
      '.ftpquota',
      'a.ffs_tmp',
      'sync.ffs_lock',
      'a.ffs_db',
    ],
    ...[
      'a.lftp',
      '.pureftpd-upload.5f.15.1a2b.c3',
      '.fuse_hidden000001',
      '.~lock.report.odt#',
      'a.jpg.sb-4a1d2b3c-xyz123',
    ],
    ...['.ocTransferId123', '__MACOSX/a.jpg', 'zip/__MACOSX/in/a.jpg', '.Spotlight-V100/a', '.Trashes/501/a.jpg'],
    ...[
      '.fseventsd/1',
      'shoot/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg',
      '$RECYCLE.BIN/a.jpg',
      '#recycle/a.jpg',
      'lost+found/a.jpg',
    ],
  ]
  for (const key of leftBehind) it(`${key} is ${LEFT_BEHIND}`, () => expect(reasonFor(key)).to.equal(LEFT_BEHIND))

  /** Clients, and the names under which they send, as docs/ftp.md has them. */
  const underway = [
    ['WinSCP', 'shoot/photo.jpg.filepart'],
    ['rclone', 'shoot/photo.jpg.1a2b3c4d.partial'],
    ['lftp', 'shoot/.in.photo.jpg'],
    ['ncftpput -S .tmp', 'shoot/photo.jpg.tmp'],
    ['curl, by -Q', 'shoot/photo.jpg.part'],
    ['a client that shouts', 'SHOOT/PHOTO.JPG.FILEPART'],
  ] as const
  for (const [client, key] of underway) {
    it(`of a file that is on its way by ${client} are temporary`, () =>
      expect(reasonFor(key)).to.equal('a temporary name'))
  }

  const secret = [
    ...['.env', 'site/.env.production', 'id_rsa', '.ssh/config', 'id_ed25519.pub', 'server.pem', '.git/config'],
    ...['site/.git/objects/ab/cdef', '.svn/entries', 'dump.sql', 'dump.SQL.gz', 'a.sqlite', '.htaccess', '.htpasswd'],
    ...[
      'wp-config.php',
      '.bash_history',
      '.bashrc',
      'home/.docker/config.json',
      '.hidden/a.jpg',
      '.hidden.jpg',
      '.jpg',
    ],
  ]
  for (const key of secret) it(`${key} is ${PRIVATE}`, () => expect(reasonFor(key)).to.equal(PRIVATE))

  const mirrored = [
    ...[
      'slides.key',
      'a._b.jpg',
      'env.jpg',
      '@eaDir',
      'git/config.jpg',
      'a.sb-1.jpg',
      'thumbs.db.jpg',
      'lostfound/a.jpg',
    ],
    ...['pem/a.jpg', 'MACOSX/a.jpg', 'id/rsa.jpg', '/a.jpg', 'a//b.jpg', '..a.jpg', 'a/../b.jpg', 'a/./b.jpg'],
  ]
  for (const key of mirrored) it(`${key} is mirrored`, () => expect(reasonFor(key)).to.equal(undefined))

  it('are others where the settings say so', () => {
    const config = { leftoverNames: ['old/', '*.bak'], privateNames: [] }
    const keys = ['.DS_Store', '.env', 'a/old/b.jpg', 'a/old', 'a.BAK']
    const reasons = keys.map((key) => reasonFor(key, config))
    expect(reasons).to.deep.equal([undefined, undefined, LEFT_BEHIND, undefined, LEFT_BEHIND])
  })

  it('of files that run scripts in a browser are ignored where the settings say so, in whatever case', () => {
    const scripts = ['a.html', 'in/INDEX.HTM', 'logo.SVG', 'a.svgz', 'feed.xml', 'a.js', 'a.swf']
    for (const key of scripts) {
      expect(reasonFor(key), key).to.equal(undefined)
      expect(reasonFor(key, { activeContent: 'mirror' }), key).to.equal(undefined)
      expect(reasonFor(key, { activeContent: 'ignore' }), key).to.equal('content that runs scripts')
    }
    for (const key of ['html/a.jpg', 'svg.png', 'a.json', 'a.pdf'])
      expect(reasonFor(key, { activeContent: 'ignore' }), key).to.equal(undefined)
  })

  it('of one kind of them are ignored by a rule', () => {
    const rules = [{ match: '*.{html,htm}', ignore: true }]
    expect([reasonFor('a.html', { rules }), reasonFor('a.svg', { rules })]).to.deep.equal([
      'ignored by rule 1 (*.{html,htm})',
      undefined,
    ])
  })

  it('are all in the docs', () => {
    const docs = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8').replace(/\s+/g, ' ')
    for (const list of [LEFTOVER_NAMES, PRIVATE_NAMES, ACTIVE_NAMES]) expect(docs).to.include(` ${list.join(' ')} `)
  })
})

describe('globs', () => {
  const slow: readonly (readonly [string, RegExp])[] = [
    ['*a*a*z', /at most 2 stars between two slashes/],
    ['b/{*a,*b,*c/d}', /at most 2 stars between/],
    ['**/a/**/b/**/c', /at most 2 times \*\*\//],
    ['*a*a/*a*a/**/*a*z', /at most 6 stars/],
    ['a**z', /stands alone/],
    ['**/***z', /stands alone/],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}', /at most 4 pairs of braces/],
    ['(a|aa)+z', /without parentheses/],
    ['[ab]+[ab]+z', /without a plus sign/],
  ]
  for (const [glob, expected] of slow) it(`may not be ${glob}`, () => expect(expectedGlob(glob)).to.match(expected))

  const good = [
    '*.{jpg,png}',
    'uploads/**',
    '**/a/**',
    '**/proofs/**/*.tif',
    '2026-*/*_raw.*',
    '\\(old\\)/\\*\\*\\*\\*',
    'lost+found/a',
  ]
  for (const glob of good) it(`may be ${glob}`, () => expect(expectedGlob(glob)).to.equal(undefined))

  it('mean literally what stands behind a backslash', () => {
    expect(keyMatcher(['photos \\(old\\)/**'])('photos (old)/a.jpg')).to.equal(true)
  })
})
