//! A syntax tree on few lines, every structure in brackets: what the cases compare with.

use kappc::syntax::ast::{
    Argument, Block, Comprehension, Entry, EntryKind, Expr, ExprKind, Head, Name, Operator, Param, Path, Segment, Text,
    TextPart, TypeExpr, TypeKind,
};

pub(crate) fn entries(entries: &[Entry]) -> String {
    entries.iter().map(entry).collect::<Vec<_>>().join("; ")
}

fn entry(entry: &Entry) -> String {
    let doc = entry.doc.as_ref().map_or(String::new(), |doc| format!("/{}/ ", doc.replace("\n", "|")));
    let private = if entry.private.is_some() { "private " } else { "" };
    format!("{doc}{private}{}", kind(&entry.kind))
}

fn kind(kind: &EntryKind) -> String {
    match kind {
        EntryKind::Setting(setting) => {
            let mut out = String::new();
            if setting.new.is_some() {
                out += "new ";
            }
            out += &head(&setting.head);
            if let Some(ty) = &setting.ty {
                out += &format!(": {}", type_expr(ty));
            }
            if let Some(value) = &setting.value {
                out += if value.append { " += " } else { " = " };
                out += &expr(&value.value);
            }
            if let Some(b) = &setting.block {
                out += &format!(" {}", block(b));
            }
            out
        }
        EntryKind::If(it) => {
            let branches: Vec<_> = it.branches.iter().map(|(c, b)| format!("if {} {}", expr(c), block(b))).collect();
            let otherwise = it.otherwise.as_ref().map_or(String::new(), |b| format!(" else {}", block(b)));
            format!("{}{otherwise}", branches.join(" else "))
        }
        EntryKind::For(it) => format!("for {} in {} {}", names(&it.names), expr(&it.iterable), block(&it.body)),
        EntryKind::In(it) => format!("in {} {}", names(&it.environments), block(&it.body)),
        EntryKind::Environments(list) => format!("environments {}", names(list)),
        EntryKind::Unset(p) => format!("unset {}", path(p)),
        EntryKind::Assert(it) => {
            format!("assert {} else {}", expr(&it.condition), it.message.as_ref().map_or("?".to_owned(), text))
        }
        EntryKind::Fn(it) => {
            let result = it.result.as_ref().map_or(String::new(), |ty| format!(": {}", type_expr(ty)));
            let body = it.body.as_ref().map_or(String::new(), |body| format!(" = {}", expr(body)));
            format!("fn {}({}){result}{body}", it.name.text, params(&it.params))
        }
        EntryKind::Type(it) => format!("type {} = {}", it.name.text, type_expr(&it.ty)),
        EntryKind::Template(it) => format!("template {}({}) {}", it.name.text, params(&it.params), block(&it.body)),
        EntryKind::Use(it) => {
            let name = it.as_name.as_ref().map_or(String::new(), |s| format!(" as {}", segment(s)));
            let body = it.body.as_ref().map_or(String::new(), |b| format!(" {}", block(b)));
            format!("use {}{name}{body}", path(&it.template))
        }
        EntryKind::Allow(it) => {
            let argument = it.argument.as_ref().map_or(String::new(), |name| format!("({})", name.text));
            let because = it.because.as_ref().map_or("?".to_owned(), text);
            format!("allow {}{argument} because {because}", it.capability.text)
        }
        EntryKind::Junk => "<junk>".to_owned(),
    }
}

fn block(block: &Block) -> String {
    if block.entries.is_empty() { "{}".to_owned() } else { format!("{{{}}}", entries(&block.entries)) }
}

fn head(head: &Head) -> String {
    let mut out = path(&head.path);
    for label in &head.labels {
        out += &format!(" {}", segment(label));
    }
    if !head.with.is_empty() {
        let with = head.with.iter().map(|name| or_unknown(&name.written())).collect::<Vec<_>>();
        out += &format!(" with {}", with.join(", "));
    }
    if let Some(kind) = &head.for_kind {
        out += &format!(" for {}", kind.text);
    }
    if let Some(name) = &head.as_name {
        out += &format!(" as {}", name.text);
    }
    if let Some(reason) = &head.because {
        out += &format!(" because {}", text(reason));
    }
    if head.emit.is_some() {
        out += " emit";
    }
    out
}

fn or_unknown(name: &str) -> String {
    if name.is_empty() { "?".to_owned() } else { name.to_owned() }
}

fn names(names: &[Name]) -> String {
    names.iter().map(|name| if name.text.is_empty() { "?" } else { name.text.as_str() }).collect::<Vec<_>>().join(", ")
}

fn path(path: &Path) -> String {
    path.segments.iter().map(segment).collect::<Vec<_>>().join(".")
}

fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Word(name) => names(std::slice::from_ref(name)),
        Segment::Text(t) => text(t),
    }
}

fn text(text: &Text) -> String {
    let parts: String = text
        .parts
        .iter()
        .map(|part| match part {
            TextPart::Literal(literal) => literal.escape_debug().to_string(),
            TextPart::Computed(value) => format!("${{{}}}", expr(value)),
        })
        .collect();
    format!("\"{parts}\"")
}

fn params(params: &[Param]) -> String {
    let one = |param: &Param| {
        let ty = param.ty.as_ref().map_or(String::new(), |ty| format!(": {}", type_expr(ty)));
        let default = param.default.as_ref().map_or(String::new(), |value| format!(" = {}", expr(value)));
        format!("{}{ty}{default}", param.name.text)
    };
    params.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(crate) fn expr(it: &Expr) -> String {
    match &it.kind {
        ExprKind::Missing => "?".to_owned(),
        ExprKind::Word(word) => word.to_string(),
        ExprKind::Number(number) => format!("#{number}"),
        ExprKind::Text(t) => text(t),
        ExprKind::Bool(value) => format!("@{value}"),
        ExprKind::None => "@none".to_owned(),
        ExprKind::SelfRef => "@self".to_owned(),
        ExprKind::It => "@it".to_owned(),
        ExprKind::List(elements) => format!("[{}]", elements.iter().map(expr).collect::<Vec<_>>().join(", ")),
        ExprKind::Comprehension(it) => {
            let Comprehension { names: n, iterable, condition, element } = it.as_ref();
            let condition = condition.as_ref().map_or(String::new(), |c| format!(" if {}", expr(c)));
            format!("[for {} in {}{condition}: {}]", names(n), expr(iterable), expr(element))
        }
        ExprKind::Braces(b) => block(b),
        ExprKind::Not(operand) => format!("(! {})", expr(operand)),
        ExprKind::Negative(operand) => format!("(- {})", expr(operand)),
        ExprKind::Binary { operator, left, right, .. } => {
            format!("({} {} {})", expr(left), sign(*operator), expr(right))
        }
        ExprKind::IfElse { condition, then, otherwise } => {
            format!("(if {} then {} else {})", expr(condition), expr(then), expr(otherwise))
        }
        ExprKind::Field { base, name } => format!("{}.{}", expr(base), segment(name)),
        ExprKind::Index { base, index } => format!("{}[{}]", expr(base), expr(index)),
        ExprKind::Call { function, arguments } => {
            let one = |argument: &Argument| {
                let name = argument.name.as_ref().map_or(String::new(), |name| format!("{} = ", name.text));
                format!("{name}{}", expr(&argument.value))
            };
            let name = or_unknown(&function.written());
            format!("{name}({})", arguments.iter().map(one).collect::<Vec<_>>().join(", "))
        }
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "||",
        Operator::And => "&&",
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterEqual => ">=",
        Operator::Coalesce => "??",
        Operator::Range => "..",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Remainder => "%",
    }
}

fn type_expr(ty: &TypeExpr) -> String {
    match &ty.kind {
        TypeKind::Missing => "?".to_owned(),
        TypeKind::Word(word) => word.to_string(),
        TypeKind::Imported(name) => name.written().to_string(),
        TypeKind::None => "@none".to_owned(),
        TypeKind::List(element) => format!("[{}]", type_expr(element)),
        TypeKind::Apply { name, argument } => format!("{}<{}>", name.text, type_expr(argument)),
        TypeKind::Record(fields) => {
            let one = |field: &kappc::syntax::ast::RecordField| {
                let doc = field.doc.as_ref().map_or(String::new(), |doc| format!("/{doc}/ "));
                let optional = if field.optional { "?" } else { "" };
                format!("{doc}{}{optional}: {}", segment(&field.name), type_expr(&field.ty))
            };
            format!("{{{}}}", fields.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        TypeKind::Union(members) => {
            format!("({})", members.iter().map(type_expr).collect::<Vec<_>>().join(" | "))
        }
        TypeKind::Optional(base) => format!("{}?", type_expr(base)),
        TypeKind::Bounds { base, range } => format!("({} within {})", type_expr(base), expr(range)),
        TypeKind::Matching { base, pattern } => format!("({} matching {})", type_expr(base), text(pattern)),
        TypeKind::Where { base, condition, message } => {
            let message = message.as_ref().map_or(String::new(), |m| format!(" else {}", text(m)));
            format!("({} where {}{message})", type_expr(base), expr(condition))
        }
    }
}
