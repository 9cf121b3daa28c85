// Draws HTML files in Chromium and writes a JSON list of PNG digests. No network: images are a stub, everything else fails.
// usage: node pictures.cjs jobs.json out.json   jobs: [{file, width, save?}]
const fs = require('fs')
const crypto = require('crypto')
const { spawn } = require('child_process')

const STUB = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120"><rect width="240" height="120" fill="#7a9"/></svg>').toString('base64')
const jobs = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const profile = fs.mkdtempSync(require('os').tmpdir() + '/tactful-fidelity-')
const browser = spawn(process.env.CHROMIUM || 'chromium', [
  '--headless=new', '--remote-debugging-pipe', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1',
  '--disable-dev-shm-usage', `--user-data-dir=${profile}`, '--font-render-hinting=none', 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })

let last = 0
let buffer = ''
const waiting = new Map()
const listeners = new Set()
browser.stdio[4].on('data', (chunk) => {
  buffer += chunk
  const messages = buffer.split('\0')
  buffer = messages.pop()
  for (const text of messages) {
    const message = JSON.parse(text)
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id)
      waiting.delete(message.id)
      message.error ? reject(new Error(message.error.message)) : resolve(message.result)
    } else for (const listener of [...listeners]) listener(message)
  }
})
const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
  const id = ++last
  waiting.set(id, { resolve, reject })
  browser.stdio[3].write(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }) + '\0')
})
const event = (method, ms) => new Promise((resolve) => {
  const timer = setTimeout(done, ms)
  function done() { listeners.delete(listener); clearTimeout(timer); resolve() }
  function listener(message) { if (message.method === method) done() }
  listeners.add(listener)
})

async function main() {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
  const page = (method, params) => send(method, params, sessionId)
  await page('Page.enable')
  await page('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  listeners.add((message) => {
    if (message.method !== 'Fetch.requestPaused') return
    const { requestId, resourceType, request } = message.params
    if (resourceType === 'Document' && request.url.startsWith('file:')) page('Fetch.continueRequest', { requestId }).catch(() => {})
    else if (resourceType === 'Image') page('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders: [{ name: 'content-type', value: 'image/svg+xml' }], body: STUB }).catch(() => {})
    else page('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }).catch(() => {})
  })
  await page('Emulation.setScriptExecutionDisabled', { value: true })
  const results = []
  for (const job of jobs) {
    await page('Emulation.setDeviceMetricsOverride', { width: job.width, height: 800, deviceScaleFactor: 1, mobile: false })
    const loaded = event('Page.loadEventFired', 5000)
    await page('Page.navigate', { url: 'file://' + job.file })
    await loaded
    const { cssContentSize } = await page('Page.getLayoutMetrics')
    const clip = { x: 0, y: 0, width: Math.max(cssContentSize.width, job.width), height: Math.min(Math.max(cssContentSize.height, 800), 12000), scale: 1 }
    const { data } = await page('Page.captureScreenshot', { format: 'png', clip, captureBeyondViewport: true })
    if (job.save) fs.writeFileSync(job.save, Buffer.from(data, 'base64'))
    results.push(`${clip.width}x${clip.height}:` + crypto.createHash('sha256').update(data).digest('hex').slice(0, 16))
  }
  fs.writeFileSync(process.argv[3], JSON.stringify(results))
}
main().then(() => browser.kill(), (error) => { browser.kill(); console.error(error); process.exitCode = 1 })
  .finally(() => setTimeout(() => { fs.rmSync(profile, { recursive: true, force: true }) }, 500))
