import { z } from 'zod'

type Resources = Record<string, { readonly Type: string; Properties?: Record<string, unknown> }>

const NO_VALUE = { Ref: 'AWS::NoValue' }
const ruleSchema = z.looseObject({ CidrIp: z.string() })
const conditionalRuleSchema = z.object({ 'Fn::If': z.tuple([z.string(), ruleSchema, z.unknown()]) })
const groupSchema = z.looseObject({ SecurityGroupIngress: z.array(conditionalRuleSchema) })
const endpointSchema = z.looseObject({
  SubnetIds: z.object({ 'Fn::Split': z.tuple([z.literal(','), z.string()]) }),
  AddressAllocationIds: z.object({ 'Fn::If': z.tuple([z.string(), z.array(z.unknown()), z.unknown()]) }),
})
const serverSchema = z.looseObject({
  EndpointDetails: z.object({ 'Fn::If': z.tuple([z.string(), endpointSchema, z.unknown()]) }),
})

/**
 * Gives the server for FTP clients an address in each of its subnets, and each rule of its security group for each source: a template
 * has no way to say so of a list. One subnet and one source stay as they are written.
 */
export function spreadTransferNetwork(resources: Resources): void {
  spreadAddresses(resources)
  spreadSources(resources)
}

function spreadAddresses(resources: Resources): void {
  const { TransferServer: server, TransferAddress: address } = resources
  if (!server || !address) return
  const { EndpointDetails, ...properties } = serverSchema.parse(server.Properties)
  const [isInNetwork, endpoint, otherwise] = EndpointDetails['Fn::If']
  const [, subnets] = endpoint.SubnetIds['Fn::Split']
  const ids = subnets.split(',').map((_, index) => (index === 0 ? 'TransferAddress' : `TransferAddress${index + 1}`))
  for (const id of ids) resources[id] = address
  const [facesInternet] = endpoint.AddressAllocationIds['Fn::If']
  const addresses = ids.map((id) => ({ 'Fn::GetAtt': [id, 'AllocationId'] }))
  const AddressAllocationIds = { 'Fn::If': [facesInternet, addresses, NO_VALUE] }
  const details = { 'Fn::If': [isInNetwork, { ...endpoint, AddressAllocationIds }, otherwise] }
  server.Properties = { ...properties, EndpointDetails: details }
}

function spreadSources(resources: Resources): void {
  const group = resources.TransferSecurityGroup
  if (!group) return
  const { SecurityGroupIngress, ...properties } = groupSchema.parse(group.Properties)
  const rules = SecurityGroupIngress.flatMap(({ 'Fn::If': [condition, { CidrIp: sources, ...rule }, otherwise] }) =>
    sources.split(',').map((source) => ({ 'Fn::If': [condition, { ...rule, ...from(source) }, otherwise] })),
  )
  group.Properties = { ...properties, SecurityGroupIngress: rules }
}

/** A block of addresses, or a managed prefix list. */
function from(source: string): Readonly<Record<string, string>> {
  return source.startsWith('pl-') ? { SourcePrefixListId: source } : { CidrIp: source }
}
