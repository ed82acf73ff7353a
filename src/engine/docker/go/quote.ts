export { quote, quoteRune } from '../../base/go-quote.ts'
