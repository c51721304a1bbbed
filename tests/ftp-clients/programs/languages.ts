import { fileURLToPath } from 'node:url'
import type { FtpClient, OperationName, Place } from '../client.ts'
import { operationNames } from '../operations.ts'
import { run } from '../program.ts'

/** A program of a language's own library, which does one operation each time. */
function libraryClient(
  name: string,
  program: readonly string[],
  file: string,
  without: readonly OperationName[] = [],
): FtpClient {
  const script = fileURLToPath(new URL(`../scripts/${file}`, import.meta.url))
  const does = (operation: OperationName) => (place: Place) => {
    const { host, port, user, password, directory, folder, certificate } = place
    return run(folder, [...program, script, operation, host, String(port), user, password, directory, certificate])
  }
  const names = operationNames.filter((operation) => !without.includes(operation))
  return {
    name,
    programs: program.slice(0, 1),
    operations: Object.fromEntries(names.map((operation) => [operation, does(operation)])),
  }
}

export const pythonClient = libraryClient('Python ftplib', ['python3'], 'client.py', ['unique'])
/** FTPS needs a module that is not Perl's own. */
export const perlClient = libraryClient('Perl Net::FTP', ['perl'], 'client.pl', ['FTPS'])
export const phpClient = libraryClient('PHP', ['php'], 'client.php', ['unique'])
