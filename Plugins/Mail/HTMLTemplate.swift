// SPDX-License-Identifier: Apache-2.0

/// The HTML part of a mail, in Mustache.
///
/// Cells bear attributes rather than styles: they work in every mail program and keep a mail of 200
/// rows below the 100 kB at which some programs cut it off. Greys are chosen to read on white and
/// on black.
let htmlTemplate = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>{{title}}</title>
    </head>
    <body style="margin:0;padding:0;">
    <table role="presentation" cellpadding="0" cellspacing="0" border="0" \
    style="width:100%;max-width:760px;">
    <tr><td style="padding:20px 16px;font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;\
    font-size:14px;line-height:20px;">
    {{#notices}}
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    <tr><td bgcolor="#9a3412" style="padding:10px 14px;background-color:#9a3412;color:#ffffff;\
    font-weight:bold;">{{.}}</td></tr>
    </table>
    {{/notices}}
    <h1 style="margin:12px 0 8px 0;font-size:22px;line-height:28px;">{{title}}</h1>
    {{#paragraphs}}
    <p style="margin:0 0 10px 0;">{{firstLine}}{{#otherLines}}<br>{{.}}{{/otherLines}}</p>
    {{/paragraphs}}
    {{#totals}}
    <table cellpadding="4" cellspacing="0" border="0" \
    style="margin:14px 0 20px 0;border-left:4px solid #ff5b24;font-size:15px;">
    <tr><td colspan="3" style="padding-left:14px;color:#767676;font-size:12px;">Totals</td></tr>
    {{#lines}}
    <tr><td style="padding-left:14px;">{{heading}}</td>\
    <td align="right" nowrap style="padding-left:28px;"><b>{{amount}}</b></td>\
    <td>{{unit}}</td></tr>
    {{/lines}}
    </table>
    {{/totals}}
    {{#tables}}
    <table cellpadding="{{padding}}" cellspacing="0" border="0" \
    style="width:100%;border-collapse:collapse;font-size:{{fontSize}}px;line-height:18px;\
    font-variant-numeric:tabular-nums;">
    <tr style="border-bottom:2px solid #767676;">\
    {{#headings}}<th align="{{#isNumeric}}right{{/isNumeric}}{{^isNumeric}}left{{/isNumeric}}" \
    valign="bottom">{{text}}</th>{{/headings}}</tr>
    {{#rows}}
    <tr style="border-bottom:1px solid #a3a3a3;">\
    {{#cells}}<td{{#isNumeric}} align="right"{{/isNumeric}}{{^wraps}} nowrap{{/wraps}}>\
    {{text}}</td>{{/cells}}</tr>
    {{/rows}}
    </table>
    {{/tables}}
    {{#endings}}
    <p style="margin:14px 0 0 0;">{{.}}</p>
    {{/endings}}
    <p style="margin:22px 0 0 0;font-size:12px;color:#767676;">{{footer}}</p>
    </td></tr>
    </table>
    </body>
    </html>
    """
