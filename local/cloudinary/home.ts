import type { ServerResponse } from 'node:http'

/** Answers those who open the stand-in in a browser: what it is, and where its assets can be seen. */
export function sendHome(response: ServerResponse, cloudName: string, consoleUrl: string | undefined): void {
  const seen = consoleUrl === undefined ? '' : `<p>Its assets are shown by <a href="${consoleUrl}">the console</a>.</p>`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" }
  response.writeHead(200, headers)
  response.end(`<!doctype html>
<html lang="en">
<title>The Cloudinary stand-in</title>
<h1>The Cloudinary stand-in</h1>
<p>It plays the account <code>${cloudName}</code> for the local stack, and answers the Upload and Admin APIs and delivery URLs.</p>
${seen}
</html>
`)
}
