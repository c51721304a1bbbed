import { BlockList, isIP, isIPv4 } from 'node:net'

const BITS = { 4: 32, 6: 128 } as const

/** An address as it is compared and counted: IPv4 within IPv6 is IPv4. Undefined for what is none. */
export function parseAddress(text: string): string | undefined {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text) ?? []
  if (mapped !== undefined) return parseAddress(mapped)
  // A zone names an interface of one machine.
  return isIP(text) !== 0 && !text.includes('%') ? text.toLowerCase() : undefined
}

/** A block of addresses such as `203.0.113.0/24`; an address alone is a block of one. Undefined for what is none. */
export function parseBlock(text: string): string | undefined {
  const [, first = '', , bits] = /^([^/]*)(\/(\d{1,3}))?$/.exec(text) ?? []
  const address = parseAddress(first)
  if (address === undefined) return undefined
  const most = BITS[isIPv4(address) ? 4 : 6]
  const length = bits === undefined ? most : Number(bits)
  return length <= most ? `${address}/${length}` : undefined
}

/** True where no blocks are given, or the address is in one of them. */
export function isAllowedFrom(address: string, blocks: readonly string[]): boolean {
  if (blocks.length === 0) return true
  const list = new BlockList()
  for (const block of blocks) {
    const [first = '', bits] = block.split('/')
    list.addSubnet(first, Number(bits), familyOf(first))
  }
  return list.check(address, familyOf(address))
}

/** What wrong passwords are counted for: of IPv6 the network, since each home has as many addresses as it likes. */
export function countedAddress(address: string): string {
  if (isIPv4(address)) return address
  const [head = '', tail] = withoutDots(address).split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** The last four bytes may be written as IPv4: they are no part of the network. */
function withoutDots(address: string): string {
  return address.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0')
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}
