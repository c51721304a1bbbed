import { statementsOf } from './statements.ts'
import {
  type Check,
  listOf,
  propertyOf,
  type Resource,
  resourcesOf,
  type Template,
  targetOf,
  textOf,
} from './template.ts'

const endpoint = ({ properties }: Resource, name: string) => propertyOf(properties, 'EndpointDetails', name)
const protocolsOf = ({ properties }: Resource) => listOf(properties.Protocols).map(textOf)
const servers = (template: Template) => resourcesOf(template, 'AWS::Transfer::Server')

/** Nobody speaks what AWS refuses. Source: AWS Transfer Family API Reference, CreateServer and EndpointDetails. */
export const transferProtocols: Check = (template) =>
  servers(template).flatMap((server) => {
    const { id, properties } = server
    const protocols = protocolsOf(server)
    const speaks = (...names: string[]) => names.some((name) => protocols.includes(name))
    const has = (name: string) => propertyOf(properties, 'ProtocolDetails', name) !== undefined
    const faults: readonly (readonly [boolean, string])[] = [
      [protocols.length === 0, 'speaks nothing'],
      [speaks('FTP') && endpoint(server, 'AddressAllocationIds') !== undefined, 'speaks FTP on the internet'],
      [speaks('FTP', 'FTPS') && properties.EndpointType !== 'VPC', 'speaks FTP or FTPS outside of a network'],
      [
        speaks('FTPS') !== (properties.Certificate !== undefined),
        'has a certificate without FTPS, or FTPS without one',
      ],
      [speaks('FTPS') !== has('TlsSessionResumptionMode'), 'resumes TLS without FTPS, or not with it'],
      [speaks('SFTP') !== has('SetStatOption'), 'ignores SETSTAT without SFTP, or not with it'],
      [
        (properties.EndpointType === 'VPC') !== (properties.EndpointDetails !== undefined),
        'has a network and is not in it, or the other way round',
      ],
    ]
    return faults.filter(([isSo]) => isSo).map(([, fault]) => `${id}: ${fault}`)
  })

/** On the internet there is an address for each subnet, and for no more than three. */
export const transferAddresses: Check = (template) =>
  servers(template).flatMap((server) => {
    const addresses = listOf(endpoint(server, 'AddressAllocationIds'))
    if (addresses.length === 0) return []
    const made = addresses.filter((address) => targetOf(template, address)?.type === 'AWS::EC2::EIP')
    const distinct = new Set(made.map(textOf)).size
    const subnets = textOf(listOf(propertyOf(endpoint(server, 'SubnetIds'), 'Fn::Split'))[1]).split(',').length
    const isRight = distinct === addresses.length && distinct === subnets && subnets <= 3
    return isRight ? [] : [`${server.id}: ${distinct} addresses for ${subnets} subnets`]
  })

const PORTS: Readonly<Record<string, readonly string[]>> = {
  SFTP: ['22-22'],
  FTPS: ['21-21', '8192-8200'],
  FTP: ['21-21', '8192-8200'],
}

/** The server's own security group opens the ports of its protocols, and none besides. */
export const transferPorts: Check = (template) =>
  servers(template).flatMap((server) => {
    if (server.properties.EndpointType !== 'VPC') return []
    const groups = listOf(endpoint(server, 'SecurityGroupIds')).map((group) => targetOf(template, group))
    const rules = groups.flatMap((group) => listOf(group?.properties.SecurityGroupIngress))
    const opened = rules.map((rule) => `${propertyOf(rule, 'FromPort')}-${propertyOf(rule, 'ToPort')}`)
    const wanted = protocolsOf(server).flatMap((name) => PORTS[name] ?? [])
    const same = [...new Set(opened)].sort().join() === [...new Set(wanted)].sort().join()
    return same ? [] : [`${server.id}: opens ${opened.join(', ')} for ${protocolsOf(server).join(', ')}`]
  })

/** Whoever checks passwords is asked by this server only, and the server may ask. */
export const transferPermission: Check = (template) =>
  servers(template).flatMap(({ id, properties }) => {
    const asked = textOf(propertyOf(properties, 'IdentityProviderDetails', 'Function'))
    const isAllowed = resourcesOf(template, 'AWS::Lambda::Permission').some(
      ({ properties: permission }) =>
        permission.Principal === 'transfer.amazonaws.com' &&
        textOf(permission.FunctionName) === asked &&
        textOf(permission.SourceArn) === `${id}.Arn`,
    )
    return asked !== '' && isAllowed ? [] : [`${id}: may not ask ${asked}`]
  })

/** A client can delete nothing that would bring a file back. */
export const keptVersions: Check = (template) =>
  statementsOf(template)
    .filter(({ id, effect }) => id === 'TransferRole' && effect === 'Allow')
    .flatMap(({ id, actions }) =>
      actions.filter((name) => /Version/.test(name) && !/:Get/.test(name)).map((name) => `${id}: allows ${name}`),
    )
