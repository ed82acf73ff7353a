export { quote, quoteAscii, quoteRune } from '../../base/go-quote.ts'
