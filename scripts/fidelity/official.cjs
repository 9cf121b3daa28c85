// Compiles every file of a JSON list with npm mjml and writes a JSON list of {html} or {error}, validation errors counted.
// usage: node official.cjs list.json out.json   (NODE_PATH names the folder that mjml is installed in)
const fs = require('fs')
const { createRequire } = require('module')
const mjml2html = createRequire(process.env.MJML_HOME + '/')('mjml')

const files = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const results = files.map((file) => {
  try {
    const { html, errors } = mjml2html(fs.readFileSync(file, 'utf8'), { filePath: file, ignoreIncludes: false })
    return { html, errors: errors.map((error) => ({ line: error.line, tag: error.tagName, message: error.message })) }
  } catch (error) {
    return { error: String(error.message || error).slice(0, 300) }
  }
})
fs.writeFileSync(process.argv[3], JSON.stringify(results))
