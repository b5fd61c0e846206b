import { describe, expect, it } from 'vitest';
import { verdictOf } from './judged.ts';

describe('is-xml', () => {
  it.each([
    ['<root><child>Content</child></root>'],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a b="c">ü</a>\n'],
    ['\ufeff<a/>'],
    ['<!DOCTYPE html><html/>'],
    ['<!DOCTYPE note SYSTEM "note.dtd"><note/>'],
    ['<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd"><html/>'],
    ['<x:a xmlns:x="urn:u"><x:b/></x:a><!-- end -->'],
    ['<a><![CDATA[ & <b> &nbsp; ]]></a>'],
    ['<a>1 &lt; 2 &amp;&#38;&#x26;</a>'],
    ['<a>\u{1f98a}]]</a>'],
    ['<?pi?><a/><?pi x?>'],
    ['<__proto__/>'],
  ])('passes %j', (output) => {
    expect(verdictOf({ type: 'is-xml' }, { output })).toBe('pass: is XML');
  });

  it.each([
    ['<a b="<"/>', 'disallowed character (line 1, column 7)'],
    ['<a>&#0;</a>', 'malformed character entity (line 1, column 7)'],
    ['<a>]]></a>', 'the string \\"]]>\\" is disallowed in char data (line 1, column 6)'],
    ['<a>\u0001</a>', 'disallowed character (line 1, column 4)'],
    ['<a>\ufffe</a>', 'disallowed character'],
    ['<a>\ud800x</a>', 'it has half a character in it'],
    ['<!-- a -- b --><a/>', 'malformed comment'],
    ['<a/><?xml version="1.0"?>', 'an XML declaration must be at the start of the document'],
    ['\n<?xml version="1.0"?>\n<a/>', 'an XML declaration must be at the start of the document'],
    ['<root><child>Content</child></root', 'unclosed tag'],
    ['<a>\n<b></a>', 'unexpected close tag (line 2, column 7)'],
    ['<a b="1" b="2"/>', 'duplicate attribute: b'],
    ['<a b=1/>', 'unquoted attribute value'],
    ['', 'document must contain a root element'],
    ['Just text', 'text data outside of root node'],
    ['Here it is: <a/>', 'text data outside of root node'],
    ['```xml\n<a/>\n```', 'text data outside of root node (line 2, column 1)'],
    ['<a/> done', 'text data outside of root node'],
    ['<a/><b/>', 'documents may contain only one root'],
    ['</a><a>', 'unmatched closing tag: a'],
    ['<a></a><!-- open', 'unexpected end'],
    ['<a>&nbsp;</a>', 'undefined entity'],
    ['<a>&constructor;</a>', 'undefined entity'],
    ['<a href="?x=1&y=2"/>', /^fail: is no XML/],
    ['<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', 'its DOCTYPE is wrong or has declarations in it'],
    ['<!DOCTYPE><a/>', 'its DOCTYPE is wrong'],
    ['<!DOCTYPE a PUBLIC "x"><a/>', 'its DOCTYPE is wrong'],
    ['<a/><!DOCTYPE a>', 'inappropriately located doctype'],
    [`<${'a'.repeat(300)}>`, 'unclosed tag: aaaaaaaa'],
  ])('fails %j', (output, fault) => {
    const said = verdictOf({ type: 'is-xml' }, { output });
    if (typeof fault === 'string') expect(said).toContain(`fail: is no XML: ${fault}`);
    else expect(said).toMatch(fault);
    expect(said.length).toBeLessThan(160);
  });

  const analysis = '<analysis><classification>T-shirt</classification><color>Red</color></analysis>';
  const deep = '<root><parent><child/><child><grandchild>x</grandchild></child></parent></root>';

  it.each([
    [{ requiredElements: ['analysis.classification', 'analysis.color'] }, analysis, /^pass/],
    [['analysis.color'], analysis, 'pass: is XML with "analysis.color"'],
    ['analysis.color, analysis.size', analysis, 'fail: is XML, but lacks "analysis.size"'],
    [['color'], analysis, 'fail: is XML, but lacks "color"'],
    [['root.parent.child.grandchild'], deep, /^pass/],
    [['root', 'root.parent', 'root.parent.child'], deep, /^pass/],
    [['root.child'], deep, 'fail: is XML, but lacks "root.child"'],
    [['root.parent.child'], '<root><parent><child></child></parent></root>', /^pass/],
    [['root.parent.child'], '<root><parent/><child/></root>', 'fail: is XML, but lacks "root.parent.child"'],
    [['root.constructor'], deep, 'fail: is XML, but lacks "root.constructor"'],
    [['analysis.color'], 'no XML', /^fail: is no XML/],
  ])('with %j', (value, output, verdict) => {
    const said = verdictOf({ type: 'is-xml', value }, { output });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  it('is turned round by not-, but not where it can not be told', () => {
    expect(verdictOf({ type: 'not-is-xml' }, { output: 'no' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-is-xml' }, { output: '<a/>' })).toBe('fail: is XML');
    for (const type of ['is-xml', 'not-is-xml']) {
      const nested = `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`;
      expect(verdictOf({ type }, { output: nested })).toBe('fail: is nested too deep to be read as XML');
      const long = `<r>${'<a/>'.repeat(66_000)}</r>`;
      expect(verdictOf({ type }, { output: long })).toBe('fail: is too long to be read as XML');
    }
    expect(verdictOf({ type: 'is-xml' }, { output: `${'<a>'.repeat(100)}${'</a>'.repeat(100)}` })).toMatch(
      /^pass/,
    );
  });
});
