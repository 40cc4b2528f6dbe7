# SPDX-License-Identifier: MIT
#
# A register of any size, record by record, for measuring. Records come in
# places of fifty: a council with its partners, their agreements, and what the
# agreements name. A record is a function of its number and of how often it
# was revised, so nothing is kept in memory, and the same numbers give the same
# bytes. The records are meant to be faultless but for a few that say less
# than they should, as in a register that is looked after.

package Register;

use strict;
use warnings;

use constant PLACE => 50;

# All places rest on the same law and serve the same programmes.
our $gateways = 10;
our $programmes = 4;

# begin RECORDS: how many there will be; a small register has less law.
sub begin
{
	my $places = int(shift() / PLACE) || 1;

	$gateways = $places if $places < $gateways;
	$programmes = $places if $places < $programmes;
}

my @head = qw(Fen Mar Salt Wick Thorn Ash Oak Lang Brad Stan Hol Kirk Nor Sut
	Wes Eas Mil Ald Bex Cor Dun Elm Far Glen Har Ing Kel Lyn Mel Net);
my @tail = qw(bridge ford ham ton wick by stead field mouth ley minster church
	well worth gate over haven dale combe hurst);
my @area = ('early help', 'housing support', 'school attendance',
	'young people leaving care', 'debt advice', 'work and skills',
	'antisocial behaviour', 'families in temporary homes',
	'young carers', 'support after prison', 'community safety',
	'parenting courses', 'food and fuel', 'benefit advice');
my @data = (
	[ 'contact', 'Address and telephone number, to reach the family' ],
	[ 'household-composition', 'Who lives in the household' ],
	[ 'school-attendance', 'Sessions missed in the last two terms' ],
	[ 'housing-tenure', 'The kind of tenancy and when it began' ],
	[ 'rent-arrears', 'Whether rent is owed, in bands' ],
	[ 'employment', 'Whether an adult is in work' ],
	[ 'service-involvement', 'Which services know the family' ],
	[ 'early-help', 'The plan and who leads it' ]);
my @sentence = (
	'Each partner sends only what the receiving worker needs for the next step.',
	'A list is made on the first working day and replaced by the next one.',
	'Where a family has moved, the record is closed and nothing more is sent.',
	'Workers look at the answer together before anybody speaks with the family.',
	'Totals for the board name no family and round every count.',
	'The council keeps a note of each request and of who answered it.',
	'Questions go to the data protection lead of the partner that holds the record.',
	'Files that cannot be read are asked for again and never mended by hand.');

# pick LIST, NUMBER: an element, spread so that neighbours differ.
sub pick
{
	my ($list, $n) = @_;

	return $list->[($n * 2654435761 >> 7) % @$list];
}

sub words
{
	my ($n, $count) = @_;

	return join "\n    ", map { pick(\@sentence, $n * 7 + $_ * 3) } 1 .. $count;
}

sub name
{
	my ($place) = @_;
	my $name = $head[$place % @head] . $tail[int($place / @head) % @tail];
	my $round = int($place / (@head * @tail));

	return $round ? "$name-" . ($round + 1) : $name;
}

sub slug
{
	return lc name(shift);
}

# The fifty of a place: kind, what follows the place's name in the id.
my @slots = (
	[ 'organisation', 'council', 'unitary-council' ],
	[ 'organisation', 'police', 'police-force' ],
	[ 'organisation', 'homes', 'registered-housing-provider' ],
	[ 'organisation', 'district', 'district-council' ],
	[ 'organisation', 'advice', 'voluntary-sector' ],
	[ 'organisation', 'college', 'college' ],
	[ 'organisation', 'fire', 'fire-authority' ],
	[ 'notice', 'families-notice', 'council' ],
	[ 'notice', 'tenants-notice', 'homes' ],
	[ 'notice', 'safety-notice', 'police' ],
	[ 'consent', 'help-consent' ],
	[ 'pia', 'help-pia' ],
	[ 'pia', 'safety-pia' ],
	[ 'barrier', 'slow-links' ],
	(map { [ 'agreement', sprintf 'agreement-%02d', $_ ] } 1 .. 35),
	[ 'source', 'papers' ]);

my %folder = (agreement => 'agreements', barrier => 'barriers',
	consent => 'consents', gateway => 'gateways', notice => 'notices',
	organisation => 'organisations', pia => 'pias',
	programme => 'programmes', source => 'sources');

# describe NUMBER: what the record is: kind, id, place, slot and path.
sub describe
{
	my ($n) = @_;
	my $place = int($n / PLACE);
	my $slot = $n % PLACE;
	my ($kind, $end, $type) = @{$slots[$slot]};
	my $id = slug($place) . "-$end";

	if ($slot == PLACE - 2 && $place < $gateways) {
		($kind, $id) = ('gateway', 'families-act-s' . ($place + 1));
	} elsif ($slot == PLACE - 3 && $place < $programmes) {
		($kind, $id) = ('programme', 'families-' . ($place + 1));
	}
	return { kind => $kind, id => $id, place => $place, slot => $slot,
		type => $type, n => $n,
		path => sprintf '%s/%02x/%s.xml', $folder{$kind},
			$n * 2654435761 % 256, $id };
}

sub root
{
	my ($r, $rev) = @_;

	return qq{<?xml version="1.0" encoding="UTF-8"?>\n} .
		qq{<$r->{kind} xmlns="urn:gatehouse:1" id="$r->{id}" version="} .
		($rev + 1) . qq{"} .
		($r->{kind} eq 'source' || $r->{kind} eq 'gateway' ? '' :
			qq{\n  evidence="stated" source="} . slug($r->{place}) .
			qq{-papers" locator="part } . ($r->{slot} + 1) . qq{"}) . ">\n";
}

sub kept
{
	my ($r, $rev, $count) = @_;
	# One in forty is overdue, and as many are due soon.
	my $next = sprintf "2027-%02d-15", $r->{n} % 9 + 1;
	$next = "2026-12-01" if $r->{n} % 40 == 7;
	$next = "2026-10-15" if $r->{n} % 40 == 23;
	my $revised = $rev ? "\n    Revised after the review, for the " .
		($rev == 1 ? 'first time.' : "$rev. time.") : '';

	return "  <summary>" . words($r->{n}, $count) . "$revised</summary>\n" .
		'  <owner ref="' . slug($r->{place}) .
		qq{-council">Information governance lead</owner>\n} . <<"END";
  <review>
    <next>$next</next>
    <interval>P1Y</interval>
    <lastOn>2026-10-01</lastOn>
    <lastOutcome>Nothing to change.</lastOutcome>
  </review>
END
}

sub organisation
{
	my ($r, $rev) = @_;
	my ($end, $name) = ($slots[$r->{slot}][1], name($r->{place}));
	my $authority = $end =~ /homes|advice/ ? 'false' : 'true';
	my $registration = sprintf 'Z%07d', $r->{n} + 1;
	my $curie = "organisation:$registration";
	my $caldicott = $end ne "council" ? "" :
		"  <caldicottRole>Caldicott Guardian</caldicottRole>\n";
	my $mailbox = "data.protection\@$r->{id}.example";

	return "  <name>$name " . ucfirst($end) . "</name>\n" .
		kept($r, $rev, 2) . <<"END";
  <type>$r->{type}</type>
  <publicAuthority>$authority</publicAuthority>
  <identifier scheme="register-curie">$curie</identifier>
  <regime>uk-gdpr</regime>
  <dpContact>
    <role>Data protection lead</role>
    <mailbox>$mailbox</mailbox>
  </dpContact>
  <dpoRole>Data protection officer</dpoRole>
$caldicott  <icoRegistration>$registration</icoRegistration>
END
}

sub source
{
	my ($r, $rev) = @_;
	my $name = name($r->{place});
	my $id = slug($r->{place});

	return <<"END" . kept($r, $rev, 2) . <<"END2";
  <title>Papers of the $name partnership board</title>
END
  <publisher ref="$id-council"/>
  <published>2024-03-01</published>
  <kind>minutes</kind>
  <readOn>2026-06-15</readOn>
  <readState>read</readState>
END2
}

sub programme
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});

	return "  <title>Families programme, part " . ($r->{place} + 1) .
		"</title>\n" . kept($r, $rev, 3) . <<"END";
  <start>2022-04-01</start>
  <end>2028-03-31</end>
  <evaluationEnd>2028-12-31</evaluationEnd>
  <lead ref="$id-council"/>
  <criterion code="unemployment">An adult out of work.</criterion>
  <criterion code="irregular-school-attendance">Sessions missed.</criterion>
  <criteriaNeeded>2</criteriaNeeded>
  <familyDefinition>Parents or carers and the children who live with
    them.</familyDefinition>
END
}

my @bodies = qw(local-authority police-force registered-housing-provider
	voluntary-sector college fire-authority district-council unitary-council);

sub gateway
{
	my ($r, $rev) = @_;
	my $section = $r->{place} + 1;
	my $disclosers = join '', map { qq{      <discloser code="$_"/>\n} } @bodies;
	my $recipients = join '', map { qq{      <recipient code="$_"/>\n} } @bodies;

	return <<"END" . kept($r, $rev, 3) . <<"END2";
  <title>Families Act 2011, section $section</title>
END
  <shortTitle>Section $section</shortTitle>
  <kind>express-permissive</kind>
  <extent>england</extent>
  <version id="v1">
    <validFrom>2011-10-01</validFrom>
    <status>in-force</status>
    <citation>Families Act 2011, section $section</citation>
    <uri>http://www.legislation.gov.uk/id/ukpga/2011/999/section/$section</uri>
    <versionDate>2026-05-11</versionDate>
    <checked>yes</checked>
    <checkedOn>2026-10-11</checkedOn>
    <checkedAgainst>The text as it stood on that day.</checkedAgainst>
    <disclosers closed="true">
$disclosers    </disclosers>
    <recipients closed="true">
$recipients    </recipients>
    <purposes exclusive="true">
      <purpose code="P-IDENTIFY">finding families who may need help</purpose>
      <purpose code="P-SUPPORT">helping those families</purpose>
      <purpose code="P-COORD">helping them together</purpose>
    </purposes>
    <consentRole>not-required</consentRole>
    <onward>same-purpose-only</onward>
    <confidentialityEffect>silent</confidentialityEffect>
  </version>
END2
}

my %purpose = ('P-IDENTIFY' => 'Finding families who may need help.',
	'P-SUPPORT' => 'Helping those families.',
	'P-COORD' => 'Working on one plan together.');

sub purposes
{
	my ($indent, @codes) = @_;

	return join '', map { qq{$indent<purpose code="$_">$purpose{$_}</purpose>\n} }
		@codes ? @codes : sort keys %purpose;
}

sub categories
{
	my ($indent) = @_;

	return join '', map {
		qq{$indent<dataCategory code="$_->[0]">$_->[1].</dataCategory>\n}
	} [ 'identity', 'Names and dates of birth' ], @data;
}

sub notice
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});
	my $name = name($r->{place});
	my $recipients = join '',
		map { qq{  <recipient ref="$id-$_"/>\n} }
		qw(council police homes district advice college fire);

	return "  <title>$name: how information about families is used (" .
		$r->{type} . ")</title>\n" . kept($r, $rev, 4) .
		<<"END" . purposes('  ') . $recipients . categories('  ') . <<'END2';
  <publisher ref="$id-$r->{type}"/>
  <language>en-GB</language>
  <noticeVersion>2.1</noticeVersion>
  <issuedOn>2023-06-01</issuedOn>
  <state>communicated</state>
  <audience>Families who are offered help</audience>
END
  <lawfulBasis code="A6-1-e">A task in the public interest.</lawfulBasis>
  <retentionPromise>
    <until>2029-12-31</until>
    <words>We delete what we hold by the end of 2029.</words>
  </retentionPromise>
  <right code="access">You may ask for a copy.</right>
  <right code="rectification">You may ask us to put it right.</right>
  <right code="objection">You may object.</right>
  <complaintsRoute>Write to us, or to the Information Commissioner.</complaintsRoute>
  <promise id="need-to-know" kind="conditional">Only workers who help you see it,
    unless the law asks for more.</promise>
  <choiceOffered>false</choiceOffered>
END2
}

sub consent
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});
	my $name = name($r->{place});

	return "  <title>$name: taking part in the help for families</title>\n" .
		kept($r, $rev, 3) . <<"END";
  <kind>participation</kind>
  <controller ref="$id-council"/>
  <recipient ref="$id-homes"/>
  <recipient ref="$id-advice"/>
  <recipient ref="$id-college"/>
  <purpose code="P-SUPPORT" separateChoice="true">Helping the family.</purpose>
  <purpose code="P-COORD" separateChoice="true">Working on one plan.</purpose>
  <dataCategory code="identity">Names and dates of birth.</dataCategory>
  <dataCategory code="contact">Address and telephone number.</dataCategory>
  <askedOf code="adult-member">Each adult of the family.</askedOf>
  <perPerson>true</perPerson>
  <childCompetence>A child of thirteen or over who understands is asked as
    well.</childCompetence>
  <conditionOfService>false</conditionOfService>
  <schemeRequired>false</schemeRequired>
  <refusalConsequence code="no-effect">Other help goes on.</refusalConsequence>
  <captureMethod code="signed-form">A form with a box for each purpose.</captureMethod>
  <explicitness>explicit</explicitness>
  <notice ref="$id-families-notice" version="2.1"/>
  <validity>P1Y</validity>
  <refresh>2027-04-01</refresh>
  <withdrawalMethod code="tell-worker" asEasyAsGiving="true">Tell the
    worker.</withdrawalMethod>
  <withdrawalActWithin>P5D</withdrawalActWithin>
  <propagation>The worker tells each recipient on the same day.</propagation>
  <state>given</state>
  <stats asOf="2026-03-31">
    <asked>90</asked>
    <given>70</given>
    <refused>15</refused>
    <withdrawn>5</withdrawn>
  </stats>
  <evidenceOfCapture code="document">The signed form.</evidenceOfCapture>
END
}

sub barrier
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});
	my $name = name($r->{place});
	my $affects = join '',
		map { sprintf qq{  <affects ref="%s-agreement-%02d"/>\n}, $id, $_ }
		1 .. 6;

	return "  <title>$name: systems that do not speak with each other</title>\n" .
		kept($r, $rev, 3) . <<"END" . $affects . <<"END2";
  <barrier>B7</barrier>
  <kind>technical</kind>
  <partnership>$name partnership board</partnership>
  <status>open</status>
  <raisedBy ref="$id-council"/>
  <raisedOn>2025-02-01</raisedOn>
  <statement>Lists are sent by hand because two systems cannot exchange
    them.</statement>
END
  <approach id="interface">
    <description>Buy the interface that the maker of the system offers.</description>
    <ownerRole>Head of data</ownerRole>
    <owner ref="$id-council"/>
    <status>in-progress</status>
    <due>2027-03-31</due>
  </approach>
  <assessment id="council-2026">
    <partner ref="$id-council"/>
    <level>1</level>
    <assessedOn>2026-06-01</assessedOn>
    <assessorRole>Head of data</assessorRole>
    <evidenceItem kind="audit">The audit of that year.</evidenceItem>
  </assessment>
  <targetLevel>3</targetLevel>
  <targetDate>2028-03-31</targetDate>
END2
}

sub risks
{
	my ($id) = @_;
	my $text = '';

	for my $risk ([ 'wrong-match', 'Two families are taken for one' ],
		[ 'kept-too-long', 'Lists are kept after their time' ],
		[ 'between-family-members', 'One member learns of another' ],
		[ 'wide-access', 'People see it who need not' ]) {
		$text .= <<"END";
  <risk id="$risk->[0]">
    <title>$risk->[1]</title>
    <theme>$risk->[0]</theme>
    <sourceOfRisk>Lists are made from systems that were not made for
      it.</sourceOfRisk>
    <impact>A family is spoken to about somebody else, and loses trust.</impact>
    <likelihood>possible</likelihood>
    <severity>significant</severity>
    <overall>medium</overall>
    <affected>child</affected>
    <affected>vulnerable-adult</affected>
    <affected>whole-family</affected>
    <residual>
      <likelihood>remote</likelihood>
      <severity>significant</severity>
      <overall>low</overall>
    </residual>
  </risk>
END
	}
	for my $risk (qw(wrong-match kept-too-long between-family-members
		wide-access)) {
		$text .= <<"END";
  <measure id="check-$risk" risk="$risk">
    <option>A person looks at each list before it leaves, and the system deletes
      it after its time.</option>
    <treatment>reduce-likelihood</treatment>
    <effect>reduced</effect>
    <approved>true</approved>
    <ownerRole>Head of data</ownerRole>
    <owner ref="$id-council"/>
    <due>2023-09-30</due>
    <status>done</status>
  </measure>
END
	}
	return $text;
}

sub pia
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});
	my $name = name($r->{place});
	my $part = $r->{slot} == 11 ? 0 : 1;
	my $linked = join '',
		map { sprintf qq{    <agreement ref="%s-agreement-%02d"/>\n}, $id, $_ }
		grep { $_ % 2 == $part } 1 .. agreements($r->{place});
	my $text = words($r->{n} + 1, 3);
	my $signed = join '', map {
		qq{    <item code="$_->[0]">\n      <role>$_->[1]</role>\n} .
		qq{      <date>2023-05-1$_->[2]</date>\n    </item>\n}
	} [ 'measures-approved', 'Director', 5 ],
		[ 'residual-risks-approved', 'Director', 5 ],
		[ 'dpo-advice-provided', 'Data protection officer', 2 ],
		[ 'dpo-advice-decided', 'Director', 5 ],
		[ 'consultation-reviewed', 'Head of service', 4 ],
		[ 'kept-under-review', 'Data protection officer', 5 ];
	my $steps = join '', map { "  <$_>$text</$_>\n" }
		qw(need nature scope context purposes);
	my $more = join '', map { "  <$_>$text</$_>\n" }
		qw(necessity lawfulBasis minimisation dataQuality informationGiven rights
		processors transfers);

	return "  <title>$name: impact assessment, part " . ($part + 1) .
		"</title>\n" . kept($r, $rev, 2) . <<"END" . risks($id) . <<"END2";
  <kind>full</kind>
  <status>approved</status>
  <lead ref="$id-council">Head of families</lead>
  <linked>
$linked  </linked>
  <screening>
    <criterion code="w-sensitive" met="false">Nothing of that kind.</criterion>
    <criterion code="w-matching" met="true">Lists are compared.</criterion>
    <criterion code="w-vulnerable" met="true">Children.</criterion>
    <criterion code="i-matching" met="true">From several sources.</criterion>
    <conclusion>required</conclusion>
    <reason>Several criteria are met.</reason>
  </screening>
$steps  <consultation>
    <who>Parents in the support groups</who>
    <how>A meeting in each quarter of the place.</how>
    <when>2023-03-01</when>
    <result>They asked for plain letters.</result>
    <change>The letter was written anew.</change>
  </consultation>
$more
END
  <dpoAdvice>
    <date>2023-05-12</date>
    <summary>Go on, with the measures.</summary>
    <decision>accepted</decision>
    <reasons>The measures answer the risks.</reasons>
  </dpoAdvice>
  <signOff>
$signed  </signOff>
  <reviewOn>2027-05-15</reviewOn>
  <publicSummary>Your council and its partners compare lists so that help comes
    early. A person looks at each list, and it is deleted after its
    time.</publicSummary>
END2
}

# agreements PLACE: how many a place has.
sub agreements
{
	my ($place) = @_;

	return $place < $programmes ? 33 : $place < $gateways ? 34 : 35;
}

sub party
{
	my ($ref) = @_;

	return <<"END";
  <party ref="$ref">
    <role>controller</role>
    <role>discloser</role>
    <role>recipient</role>
    <regime>uk-gdpr</regime>
    <joinedOn>2023-06-10</joinedOn>
    <signature>
      <status>signed</status>
      <signedOn>2023-06-10</signedOn>
      <signatoryRole>Director</signatoryRole>
    </signature>
  </party>
END
}

sub flow
{
	my ($r, $rev, $number, $from, $to) = @_;
	my $n = $r->{n} * 5 + $number;
	my $gateway = 'families-act-s' . (($r->{place} * 3 + $n) % $gateways + 1);
	my @kinds = map { $data[($n + $_ * 3) % @data] } 0 .. $n % 2;
	my $data = join '', map {
		qq{    <dataCategory code="$_->[0]">$_->[1].</dataCategory>\n}
	} @kinds;
	my $size = 200 + $n % 900 * 10 + $rev * 10;
	my $often = pick([qw(weekly monthly quarterly termly)], $n);
	my $code = pick([qw(P-SUPPORT P-COORD)], $n);
	my $method = pick([qw(sftp api secure-email portal)], $n);

	return <<"END" . words($n, 1) . <<"END2";
  <flow id="flow-$number">
    <title>The list of families, part $number</title>
    <discloser ref="$from"/>
    <recipient ref="$to"/>
    <dataSubject code="adult-member">Adults who are offered help.</dataSubject>
    <dataSubject code="child">Their children.</dataSubject>
    <dataCategory code="identity">Names and dates of birth.</dataCategory>
$data    <identifiability>identified</identifiability>
    <operation>disclose</operation>
    <purpose code="$code">$purpose{$code}</purpose>
    <gateway ref="$gateway" version="v1"/>
    <lawfulBasis code="A6-1-e" ref="$from">The power that is named.</lawfulBasis>
    <onward code="same-purpose">To the workers who help the family.</onward>
    <method>$method</method>
    <encryption>both</encryption>
    <format>CSV</format>
    <standard>Families list, version 3</standard>
    <frequency>$often</frequency>
    <cohortSize>$size</cohortSize>
    <start>2023-07-01</start>
    <end>2028-06-30</end>
    <accessScope>cohort</accessScope>
    <retention>
      <until>2028-12-31</until>
      <trigger>fixed-date</trigger>
      <words>
END
</words>
    </retention>
    <decisionUse>none</decisionUse>
    <art14>given</art14>
    <confidentialityBasis code="not-confidential">Nothing told in
      confidence.</confidentialityBasis>
    <wholeFamilyProduct>false</wholeFamilyProduct>
    <safeguard code="SG-NEED-TO-KNOW">Workers of the team alone.</safeguard>
    <safeguard code="SG-ENCRYPT-TRANSIT">On its way.</safeguard>
    <safeguard code="SG-AUDIT-LOG">Each look is logged.</safeguard>
  </flow>
END2
}

sub agreement
{
	my ($r, $rev) = @_;
	my $id = slug($r->{place});
	my $n = $r->{slot} - 13;
	my @partner = map { "$id-$_" }
		map { (qw(homes district advice college fire))[($n + $_) % 5] }
		0 .. $n % 3 == 0;
	my @parties = ("$id-council", @partner);
	my $area = pick(\@area, $r->{n});
	# One in twelve does not say where, so a rule cannot decide.
	my $where = $r->{n} % 12 ? sprintf qq{  <area gss="E06%06d">%s</area>\n},
		$r->{place}, name($r->{place}) : "";
	my $pia = $n % 2 ? 'safety-pia' : 'help-pia';
	my $flows = join '', map {
		flow($r, $rev, $_, $_ % 2 ? ("$id-council", $partner[-1]) :
			($partner[0], "$id-council"))
	} 1 .. 1 + $n % 2;
	my $parties = join '', map { party($_) } @parties;
	my $benefits = join '', map {
		qq{  <benefit ref="$_" measured="false">Help begins sooner.</benefit>\n}
	} @parties;
	my $programme = 'families-' . ($r->{place} % $programmes + 1);

	return "  <title>" . name($r->{place}) . ": $area, sharing " .
		"agreement $n</title>\n" . kept($r, $rev, 3) .
		<<"END" . purposes('  ', qw(P-SUPPORT P-COORD)) . <<"END2" . $where;
  <type>isa</type>
  <status>active</status>
  <programme ref="$programme"/>
  <exists>documented</exists>
$parties
END
$benefits  <legal>
    <art6 code="A6-1-e" ref="$id-council">A task in the public interest.</art6>
    <domesticLaw>Families Act 2011</domesticLaw>
  </legal>
  <start>2023-07-01</start>
  <end>2028-06-30</end>
$flows  <notice ref="$id-families-notice"/>
  <notice ref="$id-tenants-notice"/>
  <notice ref="$id-safety-notice"/>
  <pia ref="$id-$pia"/>
  <retention id="by-2028">
    <until>2028-12-31</until>
    <trigger>fixed-date</trigger>
    <words>Deleted half a year after the agreement ends.</words>
    <reason>Questions can come up until then.</reason>
  </retention>
  <safeguard code="SG-AGREEMENT-FIRST">Nothing moves before it is signed.</safeguard>
  <safeguard code="SG-TRAINING">Each worker is trained each year.</safeguard>
  <safeguard code="SG-BREACH-PLAN">The partners rehearse it.</safeguard>
  <rights code="access">
    <party ref="$id-council"/>
    <days>30</days>
    <route>Write to the data protection lead.</route>
  </rights>
  <breachRoute>
    <role>Data protection officer</role>
    <hours>24</hours>
    <words>By telephone, then in writing.</words>
  </breachRoute>
  <complaints>Write to the council.</complaints>
  <addRemoveParty>By a letter that all sign.</addRemoveParty>
  <termination>
    <deleteOrReturn>Deleted within a month.</deleteOrReturn>
    <proof>A certificate to each partner.</proof>
  </termination>
  <training>Once a year, and before the first list.</training>
  <familyDefinition>Parents or carers and the children who live with
    them.</familyDefinition>
END2
}

my %body = (agreement => \&agreement, barrier => \&barrier,
	consent => \&consent, gateway => \&gateway, notice => \&notice,
	organisation => \&organisation, pia => \&pia,
	programme => \&programme, source => \&source);

# text RECORD, REVISIONS: the record's file.
sub text
{
	my ($r, $rev) = @_;

	return root($r, $rev) . $body{$r->{kind}}->($r, $rev) . "</$r->{kind}>\n";
}

sub settings
{
	return <<'END';
<?xml version="1.0" encoding="UTF-8"?>
<settings xmlns="urn:gatehouse:1">
  <title>Registers for measuring</title>
  <publisher ref="fenbridge-council"/>
  <riskMatrix>ico-3x3</riskMatrix>
</settings>
END
}

1;
