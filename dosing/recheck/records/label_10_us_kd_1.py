"""What the US label fixes of isatuximab 10 mg/kg with carfilzomib and dexamethasone, revision 1, and the limits of what a site may decide.

Written down a second time. Does not know the trial's regimen; words and citations are not facts to check.
"""

FACTS: dict[str, object] = {
    "needs_review": True,
    "study_drug": {"drug": "isatuximab", "dose_mg_per_kg": "10", "mg_per_ml": "20", "route": "intravenous"},
    "vials": [{"strength_mg": "100", "volume_ml": "5"}, {"strength_mg": "500", "volume_ml": "25"}],
    "never_vials": [{"strength_mg": "1400"}],
    "cycle_length_days": 28,
    "cycle_days": [{"from_cycle": 1, "days": [1, 8, 15, 22]}, {"from_cycle": 2, "days": [1, 15]}],
    "usual_cycles": None,
    "most_cycles": 13,
    "slots": [
        {
            "slot": "steroid",
            "named": "dexamethasone",
            "needed": True,
            "unless_decided": "dexamethasone",
            "drugs": [
                {
                    "drug": "dexamethasone",
                    "routes": ["oral", "intravenous"],
                    "doses_mg": ["20"],
                    "least_minutes_before": 15,
                    "most_minutes_before": 60,
                    "forms": ["base", "phosphate"],
                    "unless_decided": {"dose_mg": "20", "route": "oral", "minutes_before": 45},
                }
            ],
        },
        {
            "slot": "antipyretic",
            "named": "acetaminophen",
            "needed": True,
            "unless_decided": "acetaminophen",
            "drugs": [
                {
                    "drug": "acetaminophen",
                    "routes": ["oral"],
                    "doses_mg": [],
                    "least_mg": "650",
                    "most_mg": "1000",
                    "least_minutes_before": 15,
                    "most_minutes_before": 60,
                    "forms": [],
                    "unless_decided": {"dose_mg": "650", "route": "oral", "minutes_before": 45},
                }
            ],
        },
        {
            "slot": "h2_blocker",
            "named": None,
            "needed": True,
            "unless_decided": "famotidine",
            "drugs": [
                {
                    "drug": "ranitidine",
                    "routes": ["intravenous"],
                    "doses_mg": ["50"],
                    "least_minutes_before": 15,
                    "most_minutes_before": 60,
                    "forms": [],
                    "least_give_over_minutes": 5,
                    "most_give_over_minutes": 30,
                    "unless_decided": {"dose_mg": "50", "route": "intravenous", "minutes_before": 30, "give_over_minutes": 5},
                },
                {
                    "drug": "famotidine",
                    "routes": ["intravenous"],
                    "doses_mg": ["20"],
                    "least_minutes_before": 15,
                    "most_minutes_before": 60,
                    "forms": [],
                    "least_give_over_minutes": 2,
                    "most_give_over_minutes": 30,
                    "unless_decided": {"dose_mg": "20", "route": "intravenous", "minutes_before": 30, "give_over_minutes": 2},
                },
            ],
        },
        {
            "slot": "antihistamine",
            "named": "diphenhydramine",
            "needed": True,
            "unless_decided": "diphenhydramine",
            "drugs": [
                {
                    "drug": "diphenhydramine",
                    "routes": ["intravenous", "oral"],
                    "doses_mg": [],
                    "least_mg": "25",
                    "most_mg": "50",
                    "least_minutes_before": 15,
                    "most_minutes_before": 60,
                    "forms": [],
                    "least_mg_per_minute": "5",
                    "most_mg_per_minute": "25",
                    "unless_decided": {"dose_mg": "25", "route": "intravenous", "minutes_before": 30, "most_mg_per_minute": "25"},
                }
            ],
        },
    ],
    "least_age_years": 18,
    "washouts": [],
    "most_bag_hours": 8,
    "longest_follow_up_weeks": None,
    "trial_weight_least_kg": None,
    "trial_weight_most_kg": None,
    "usual_mg_per_ml": None,
    "rates": {
        "follow": ["order", "protocol", "label"],
        "per_ml": "250",
        "label_mg_per_kg": "10",
        "label_bag_ml": "250",
        "first": {"least_minutes": "200", "most_start_ml_per_hour": "25", "most_ml_per_hour": "150"},
        "second": {"least_minutes": "112.5", "most_start_ml_per_hour": "50", "most_ml_per_hour": "200"},
        "later": {"least_minutes": "75", "most_start_ml_per_hour": "200", "most_ml_per_hour": "200"},
    },
}
