import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { REASONS, reasonOf, SERVICE_REASONS, SERVICES } from '../../shared/model/reasons.ts'
import { filesWith, PROJECT, paths } from './sources.ts'

const documents = filesWith('.md').filter(({ path }) => path !== 'CHANGELOG.md')
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')))

const lines = documents.flatMap(({ path, text }) =>
  text.split('\n').map((line, index) => ({ path, line, at: `${path}:${index + 1}` })),
)

/** Every match of a pattern in the lines of the documents, with where it stands. */
function mentions(pattern: RegExp): readonly { readonly at: string; readonly path: string; readonly found: string }[] {
  return lines.flatMap(({ at, path, line }) =>
    [...line.matchAll(pattern)].map(([, found = '']) => ({ at, path, found })),
  )
}

/** The sections of a document, as links name them. */
function sectionsOf(document: string): readonly string[] {
  const titles = lines.filter(({ path, line }) => path === document && /^#+ /.test(line))
  return titles.map(({ line }) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** Files that are there only while something runs, or that people make. */
const MADE =
  /^(\.env$|\.local\/|\.local$|mirror\.config\.ts$|node_modules\/|bench\/results|tests\/browser\/screenshots)/

describe('the docs', () => {
  it('explain each reason code as the commands do', () => {
    const operating = documents.find(({ path }) => path === 'docs/operating.md')?.text ?? ''
    const [, section = ''] = operating.split('\n### Reason codes\n')
    const [table] = /^\| code \|[\s\S]*?(?=\n\n)/m.exec(section) ?? ['']
    expect(table).to.equal(reasonsTable())
  })
})

/** The table of all reason codes, as it has to be in the docs: after a change of a reason, paste it there. */
function reasonsTable(): string {
  const answers = Object.keys(SERVICE_REASONS.cloudinary).map((detail) => `cloudinary-${detail}`)
  const others = Object.keys(SERVICES).map((service) => `${service}-NAME`)
  const rows = [...Object.keys(REASONS), ...answers, ...others].map((code) => {
    const { kind, meaning, action } = reasonOf(code) ?? { kind: '', meaning: '', action: '' }
    return `| \`${code}\` | ${kind} | ${meaning} | ${action} |`
  })
  return ['| code | kind | what it means | what to do |', '|---|---|---|---|', ...rows].join('\n')
}

describe('no line of the docs names what is not there:', () => {
  it('files and folders of the project', () => {
    const named = mentions(
      /`((?:\.ci|bench|docs|functions|local|operate|resources|shared|tests)\/[\w./*-]*|[\w.-]+\.(?:ts|mjs|cjs|yml|json))`/g,
    )
    const missing = named.filter(({ found }) => {
      if (MADE.test(found) || found.includes('*')) return false
      return !existsSync(join(PROJECT, found)) && !paths.some((path) => path.endsWith(`/${found}`))
    })
    expect(missing.map(({ at, found }) => `${at} ${found}`)).to.deep.equal([])
    expect(named.length).to.be.greaterThan(20)
  })

  it('links', () => {
    const links = mentions(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g).filter(({ found }) => !/^[a-z]+:/.test(found))
    const missing = links.filter(({ path, found }) => !existsSync(join(PROJECT, posix.join(dirname(path), found))))
    expect(missing.map(({ at, found }) => `${at} ${found}`)).to.deep.equal([])
  })

  it('sections that links lead to', () => {
    const anchors = mentions(/\]\(((?:[^)#\s:]+\.md)?#[^)]*)\)/g)
    const missing = anchors.filter(({ path, found }) => {
      const [file = '', section = ''] = found.split('#')
      const target = file === '' ? path : posix.join(dirname(path), file)
      return !sectionsOf(target).includes(section)
    })
    expect(missing.map(({ at, found }) => `${at} ${found}`)).to.deep.equal([])
    expect(anchors.length).to.be.greaterThan(20)
  })

  it('scripts of npm', () => {
    const named = mentions(/npm run ([\w:-]+)/g)
    const missing = named.filter(({ found }) => !Object.hasOwn(manifest.scripts, found))
    expect(missing.map(({ at, found }) => `${at} ${found}`)).to.deep.equal([])
    expect(named.length).to.be.greaterThan(5)
  })

  it('commands of sls', async () => {
    const { commands } = await import('../../operate/commands.ts')
    const own = new Set(commands.flatMap(({ path }) => [path.join(' '), path[0] ?? '']))
    const framework = ['package', 'deploy', 'info', 'remove', 'print', 'invoke', 'logs', 'rollback']
    const named = mentions(/\bsls ((?!-)[a-z]+(?: (?:list|redrive|purge|show|release)\b)?)/g)
    const missing = named.filter(({ found }) => !own.has(found) && !framework.includes(found.split(' ')[0] ?? ''))
    expect(missing.map(({ at, found }) => `${at} sls ${found}`)).to.deep.equal([])
    expect(named.length).to.be.greaterThan(20)
    const direct = mentions(/\bnpx mirror ((?!-|is\b|runs\b)[a-z]+(?: (?:list|redrive|purge|show|release)\b)?)/g)
    expect(direct.filter(({ found }) => !own.has(found)).map(({ at, found }) => `${at} mirror ${found}`)).to.deep.equal(
      [],
    )
  })
})
