//! [`Form`]: a request of the query protocol.

pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn read(body: &str) -> Self {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (decode(name), decode(value))).collect())
    }

    /// The value of that name; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The values of `NAME.member.1`, `NAME.member.2` …
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let prefix = format!("{name}.member.");
        self.0.iter().filter(|(known, _)| known.starts_with(&prefix)).map(|(_, value)| value.clone()).collect()
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let digits = String::from_utf8_lossy(&digits).into_owned();
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded() {
        let form = Form::read("Action=DescribeTargetGroups&Names.member.1=a%2Fb&Names.member.2=c+d&Version=2015-12-01");
        assert_eq!(form.get("Action"), "DescribeTargetGroups");
        assert_eq!(form.list("Names"), ["a/b", "c d"]);
        assert_eq!(form.get("Marker"), "");
    }
}
